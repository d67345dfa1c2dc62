using System.Globalization;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;

namespace ChatEs.Api.Tests;

/// <summary>What the lines of a documented page are about: the demo tenant, as far as they need it.</summary>
internal static class DocumentedWorld
{
    private const string Password = "correct horse battery";

    /// <summary>One red pixel.</summary>
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    /// <returns>The variables of the shell.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> Make(ChatEsHost chat)
    {
        var server = await chat.Tenant("demo");
        var (alice, bob) = (await chat.User("demo", "alice"), await chat.User("demo", "bob"));
        var (a, b) = (new UserNumber(alice.UserNumber!.Value), new UserNumber(bob.UserNumber!.Value));
        var room = await chat.Service<Numbers>().NextRoom(default);
        await Do(chat, new CreateRoom(room, RoomVisibility.Private, "Ward 7", Key: null, a, [b], "Rounds"));
        using var picture = new MemoryStream(Png);
        var avatar = await chat.Service<FileStore>().Save("demo", a, "ward.png", picture, default);
        await Do(chat, new SetRoomAvatar(room, a, Avatar.Of(new(avatar.Result!, "ward.png"))));
        var first = await Do(chat, new PostMessage(room, Guid.CreateVersion7(), a, MessageKind.Text, "Good morning"));
        await Do(chat, new PostMessage(room, Guid.CreateVersion7(), b, MessageKind.Text, "¿Qué tal?"));
        await chat.Service<Passwords>().Set(a, Actor.Server, Password, TenantAdministration.Operator("demo"), default);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SECRET_KEY"] = server.Secret,
            ["ALICE_TOKEN"] = alice.Secret,
            ["BOB_TOKEN"] = bob.Secret,
            ["ALICE_PASSWORD"] = Password,
            ["ALICE"] = a.ToString(),
            ["ROOM"] = room.ToString(),
            ["MESSAGE"] = first.Id.ToString(),
            ["MESSAGE_NUMBER"] = first.Number.IdIn(room).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static async Task<TResult> Do<TResult>(ChatEsHost chat, ICommand<TResult> command) where TResult : class =>
        (await chat.Service<CommandBus>().Send(command, TenantAdministration.Operator("demo")))
        .Match(result => result, refusal => throw new InvalidOperationException(refusal.Message));
}
