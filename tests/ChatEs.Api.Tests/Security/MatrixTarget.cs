using System.Text;
using System.Text.RegularExpressions;
using ChatEs.Api.Dialects.Roomlio;
using ChatEs.Api.Files;
using ChatEs.Application.Auditing;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Application.Webhooks;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.Testing;

namespace ChatEs.Api.Tests.Security;

/// <summary>What a request names: a private room with a message and a file in it, a user, a key, a webhook. Made only as far as it is named.</summary>
internal sealed partial class MatrixTarget
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private MatrixTarget()
    {
    }

    public static async Task<MatrixTarget> Make(ChatEsHost chat, MatrixCall call, MatrixCast cast, string unique)
    {
        var target = new MatrixTarget();
        target._names["PARTICIPANT"] = cast.Participant.UserId!;
        target._names["ACTED_FOR"] = cast.ActedFor.UserId!;
        target._names["NEW"] = $"new-{unique}";
        target._names["KEY"] = $"key-{unique}";
        target._names["FRESH_UUID"] = Guid.CreateVersion7().ToString();
        target._names["NAME"] = "file.png";
        target._names["REPORT"] = "rooms";
        target._names["NUMBER"] = "1";
        var words = Parameter().Matches(call.Template).Select(p => NameOf(p.Groups["name"].Value, call.Template)).ToList();
        if (words.Exists(OfARoom) || Name().Matches($"{call.Query} {call.Body}").Any(name => OfARoom(name.Value)))
            await target.Room(chat, cast, withFile: words.Contains("FILE") || call.Names("avatar"));
        if (words.Contains("USER"))
            await target.User(chat, unique, call.Names("avatar"));
        if (words.Contains("API_KEY"))
            target._names["API_KEY"] = (await chat.Service<TenantAdministration>().IssueKey("acme", ApiKeyKind.Auditor, default)).Result!.KeyId;
        if (words.Contains("WEBHOOK"))
            await target.Webhook(chat);
        return target;
    }

    /// <summary>Names of the same form that nothing bears.</summary>
    /// <param name="cast">Whose names stay, for a stranger of their own tenant; null for one of another tenant.</param>
    public static MatrixTarget Nowhere(string unique, MatrixCast? cast)
    {
        var (nowhere, scratch) = (new MatrixTarget(), new byte[RoomlioId.MaxLength]);
        var (room, number) = (new RoomNumber(RoomNumber.Max - 7), new MessageNumber(1));
        foreach (var (name, value) in new (string, string)[]
        {
            ("PARTICIPANT", cast?.Participant.UserId ?? $"nobody-{unique}"), ("ACTED_FOR", cast?.ActedFor.UserId ?? $"neither-{unique}"),
            ("NEW", $"nowhere-{unique}"), ("NEWEST", "3"), ("FRESH_UUID", Guid.CreateVersion7().ToString()), ("NAME", "file.png"),
            ("REPORT", "rooms"), ("NUMBER", "1"), ("ROOM", room.ToString()), ("MESSAGE", Guid.CreateVersion7().ToString()), ("USER", "999999999"),
            ("INTEGER_ID", $"{number.IdIn(room)}"), ("FILE", "999999999"), ("API_KEY", "key_AAAAAAAAAAAAAAAA"), ("WEBHOOK", "wh_AAAAAAAAAAAAAAAA"), ("DELIVERY", "1"),
            ("RM_ID", Encoding.ASCII.GetString(RoomlioId.Of(room, DateTimeOffset.UnixEpoch).Write(RoomlioId.RoomPrefix, scratch))),
            ("MSG_ID", Encoding.ASCII.GetString(RoomlioId.Of(room, number, DateTimeOffset.UnixEpoch).Write(RoomlioId.MessagePrefix, scratch))),
        })
        {
            nowhere._names[name] = value;
        }
        return nowhere;
    }

    /// <summary>New names for what a call may make once by each.</summary>
    public void Renew()
    {
        _names["NEW"] = $"new-{Guid.NewGuid():n}";
        _names["FRESH_UUID"] = Guid.CreateVersion7().ToString();
    }

    public string Path(MatrixCall call) =>
        Parameter().Replace(call.Template, parameter => _names[NameOf(parameter.Groups["name"].Value, call.Template)]) + Named(call.Query);

    public string Named(string text) => Name().Replace(text, name => _names.GetValueOrDefault(name.Value, name.Value));

    /// <summary>An answer without what it repeats of the request.</summary>
    public string Unnamed(string text) => Word().Replace(RequestId().Replace(text, ""), word => _names.ContainsValue(word.Value) ? "*" : word.Value);

    private static bool OfARoom(string name) =>
        name is "ROOM" or "MESSAGE" or "INTEGER_ID" or "FILE" or "KEY" or "SIGNED" or "RM_ID" or "MSG_ID" or "NEWEST";

    private async Task Room(ChatEsHost chat, MatrixCast cast, bool withFile)
    {
        var (acting, author) = (new Acting(chat), new UserNumber(cast.Participant.UserNumber!.Value));
        var number = await chat.Service<Numbers>().NextRoom(default);
        await acting.Do(new CreateRoom(
            number, RoomVisibility.Private, "Lounge", _names["KEY"], new UserNumber(cast.Moderator.UserNumber!.Value),
            [.. cast.InTheRoom.Select(person => new UserNumber(person.UserNumber!.Value))]));
        var posted = await acting.Post(number, author, "Hello");
        if (withFile)
        {
            var file = await acting.File(author, Pictures.Png(2, 2), "file.png");
            await acting.Do(new AddAttachment(number, author, posted.Number, file));
            await acting.Do(new SetRoomAvatar(number, Actor.Server, Avatar.Of(await acting.File(author, Pictures.Png(2, 2), "room.png"))));
            _names["FILE"] = file.File.Number.ToString();
            var address = (await chat.Service<SignedUrls>().For("", default)).Of(file);
            _names["SIGNED"] = address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..];
        }
        var (head, scratch) = ((await chat.Service<RoomQueries>().Head("acme", number, default))!, new byte[RoomlioId.MaxLength]);
        _names["NEWEST"] = $"{(await chat.Service<RoomAuditor>().Newest(default))}";
        _names["ROOM"] = number.ToString();
        _names["MESSAGE"] = posted.Id.ToString();
        _names["INTEGER_ID"] = $"{posted.Number.IdIn(number)}";
        _names["RM_ID"] = Encoding.ASCII.GetString(RoomlioId.Of(number, head.CreatedAt).Write(RoomlioId.RoomPrefix, scratch));
        _names["MSG_ID"] = Encoding.ASCII.GetString(RoomlioId.Of(number, posted.Number, posted.PostedAt).Write(RoomlioId.MessagePrefix, scratch));
    }

    private async Task User(ChatEsHost chat, string unique, bool withAvatar)
    {
        var user = new UserNumber((await chat.User("acme", $"target-{unique}")).UserNumber!.Value);
        if (withAvatar)
            await new Acting(chat).Do(new SetUserAvatar(user, Actor.Server, Avatar.Of(await new Acting(chat).File(user, Pictures.Png(2, 2), "me.png"))));
        _names["USER"] = user.ToString();
    }

    private async Task Webhook(ChatEsHost chat)
    {
        var webhook = (await chat.Service<WebhookAdministration>().Register(
            WebhookForm.Own, ["room_pinned"], "https://hooks.invalid/", null, TenantAdministration.Operator("acme"), default)).Result!.Webhook.WebhookId;
        _names["WEBHOOK"] = webhook;
        _names["DELIVERY"] = $"{(await chat.Service<WebhookTrials>().Test("acme", webhook, default)).Result!.Number}";
    }

    /// <summary>Which of the names a parameter of a route stands for.</summary>
    private static string NameOf(string parameter, string template) => (parameter, template.Split('/')) switch
    {
        ("room", _) or ("id", [_, "api", _, "rooms" or "room-permissions", ..] or [_, "chat-rooms", ..]) => "ROOM",
        ("user", _) or ("id", [_, "api", _, "users", ..]) => "USER",
        ("file", _) or ("id", [_, "api", _, "attachments", ..]) or ("number", [_, "files", ..]) => "FILE",
        ("id", [_, "api", _, "messages", ..]) => "INTEGER_ID",
        ("id", _) => "MESSAGE",
        ("key", _) => "API_KEY",
        _ => parameter.ToUpperInvariant(),
    };

    [GeneratedRegex(@"\{(\*\*)?(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    /// <summary>Not the value of a member: a room may bear the number of a status.</summary>
    [GeneratedRegex("(?<!:)(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex("[A-Z][A-Z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex("\"requestId\":\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestId();
}
