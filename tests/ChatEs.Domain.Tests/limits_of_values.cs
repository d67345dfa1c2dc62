using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using Shouldly;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests;

/// <summary>Every rule of every validator: values that it lets through up to the limit, and values beyond it or missing.</summary>
public sealed class limits_of_values
{
    private static readonly CreateRoom Room = new(Lounge, RoomVisibility.Private, "Lounge", null, Ann, []);
    private static readonly GetOrCreateChannel Channel = new(Lounge, Ann, "key", "News", RoomVisibility.Public, []);
    private static readonly GetOrCreateSingleRoom Single = new(Lounge, Ann, Ben);
    private static readonly UpdateRoom Update = new(Lounge, Ann);
    private static readonly EditMessage Edit = new(Lounge, Ann, new(1), "x");
    private static readonly PostMessage Post = new(Lounge, Id(1), Ann, MessageKind.Text, "hello");
    private static readonly MessageDetails Details = new();
    private static readonly RegisterUser Register = new(Ann, "ann");
    private static readonly ChangeProfile Profile = new(Ann, Ann);
    private static readonly RegisterWebhook Webhook = new("acme", "w", WebhookForm.Own, [], "https://a", null);

    private static readonly string[] Unstorable = ["a\0b", "\ud800", "\udc00x"];
    private static readonly string[] Ids = ["a", "\U0001F600 b", Long(255)];
    private static readonly string[] BadIds = ["", "a\nb", "a\u0085", "erased-17", Long(256), .. Unstorable];
    private static readonly string[] Urls = ["http://a", "https://example.org/ü?a=1#b", "https://a/" + Long(8_182)];
    private static readonly string[] BadUrls = ["", "a", "/a", "ftp://a", "javascript:alert(1)", "https://a/\nb", "https://a/" + Long(8_183), .. Unstorable];

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["name of a room"] = new("Name",
            () => For(["", Long(1_000)], name => Room with { Name = name }),
            () => For([null!, Long(1_001), .. Unstorable], name => Room with { Name = name })),
        ["key of a room"] = new("Key",
            () => For([null, .. Ids], key => Room with { Key = key }),
            () => For(BadIds, key => Room with { Key = key })),
        ["visibility of a room"] = new("Visibility",
            () => For(Enum.GetValues<RoomVisibility>(), it => Room with { Visibility = it }),
            () => For([(RoomVisibility)9], it => Room with { Visibility = it })),
        ["participants of a room"] = new("Participants",
            () => For([Many(0), Many(1_000)], it => Room with { Participants = it }),
            () => For([null!, Many(1_001)], it => Room with { Participants = it })),
        ["description of a room"] = new("Description",
            () => For([null, "", Long(10_000)], it => Room with { Description = it }),
            () => For([Long(10_001), .. Unstorable], it => Room with { Description = it })),
        ["options of a room"] = new("Options",
            () => For([null, Long(65_536)], it => Room with { Options = it }),
            () => For([Long(65_537), .. Unstorable], it => Room with { Options = it })),
        ["avatar of a room"] = new("AvatarUrl",
            () => For([null, .. Urls], it => Room with { AvatarUrl = it }),
            () => For(BadUrls, it => Room with { AvatarUrl = it })),

        ["key of a channel"] = new("Key",
            () => For(Ids, key => Channel with { Key = key }),
            () => For([null!, .. BadIds], key => Channel with { Key = key })),
        ["name of a channel"] = new("Name",
            () => For(["", Long(1_000)], it => Channel with { Name = it }),
            () => For([null!, Long(1_001)], it => Channel with { Name = it })),
        ["visibility of a channel"] = new("Visibility",
            () => [Channel],
            () => [Channel with { Visibility = (RoomVisibility)2 }]),
        ["participants of a channel"] = new("Participants",
            () => [Channel with { Participants = Many(1_000) }],
            () => For([null!, Many(1_001)], it => Channel with { Participants = it })),
        ["description of a channel"] = new("Description",
            () => [Channel with { Description = Long(10_000) }],
            () => [Channel with { Description = Long(10_001) }]),
        ["options of a channel"] = new("Options",
            () => [Channel with { Options = Long(65_536) }],
            () => [Channel with { Options = Long(65_537) }]),
        ["avatar of a channel"] = new("AvatarUrl",
            () => For(Urls, it => Channel with { AvatarUrl = it }),
            () => For(BadUrls, it => Channel with { AvatarUrl = it })),
        ["options of a single room"] = new("Options",
            () => [Single with { Options = Long(65_536) }],
            () => For([Long(65_537), .. Unstorable], it => Single with { Options = it })),

        ["new name"] = new("Name",
            () => For([null, "", Long(1_000)], it => Update with { Name = it }),
            () => For([Long(1_001), .. Unstorable], it => Update with { Name = it })),
        ["new key"] = new("Key",
            () => For([null, .. Ids], it => Update with { Key = it }),
            () => For(BadIds, it => Update with { Key = it })),
        ["new description"] = new("Description",
            () => [Update with { Description = Long(10_000) }],
            () => [Update with { Description = Long(10_001) }]),
        ["new options"] = new("Options",
            () => [Update with { Options = Long(65_536) }],
            () => [Update with { Options = Long(65_537) }]),
        ["new avatar"] = new("AvatarUrl",
            () => For([null, .. Urls], it => Update with { AvatarUrl = it }),
            () => For(BadUrls, it => Update with { AvatarUrl = it })),
        ["avatar"] = new("Avatar",
            () => For([Avatar.None, Avatar.At(Urls[2]), Avatar.Of(File(1, Long(255)))], it => new SetRoomAvatar(Lounge, Ann, it)),
            () => For(BadAvatars(), it => new SetRoomAvatar(Lounge, Ann, it))),
        ["avatar of a user"] = new("Avatar",
            () => For([Avatar.None, Avatar.At(Urls[0])], it => new SetUserAvatar(Ann, Ann, it)),
            () => For(BadAvatars(), it => new SetUserAvatar(Ann, Ann, it))),

        ["text of an edit"] = new("Text",
            () => For(["", Long(32_768)], it => Edit with { Text = it }),
            () => For([null!, Long(32_769), .. Unstorable], it => Edit with { Text = it })),
        ["markup of an edit"] = new("Markup",
            () => For<MessageMarkup?>([null, MessageMarkup.Plain, MessageMarkup.Latex], it => Edit with { Markup = it }),
            () => [Edit with { Markup = (MessageMarkup)5 }]),
        ["emoji"] = new("Emoji",
            () => For(["+1", "\U0001F469\u200D\U0001F680", Long(64)], it => new AddReaction(Lounge, Ann, new(1), it)),
            () => For(BadEmoji(), it => new AddReaction(Lounge, Ann, new(1), it))),
        ["emoji taken back"] = new("Emoji",
            () => [new RemoveReaction(Lounge, Ann, new(1), Long(64))],
            () => For(BadEmoji(), it => new RemoveReaction(Lounge, Ann, new(1), it))),
        ["attached file"] = new("File",
            () => For(["a", Long(255)], it => new AddAttachment(Lounge, Ann, new(1), File(1, it))),
            () => For([null!, File(1, ""), File(1, "a\n"), File(1, Long(256)), File(1, null!), new(null!, "a")], it => new AddAttachment(Lounge, Ann, new(1), it))),

        ["session"] = new("Details.Session",
            () => For([null, .. Ids], it => With(Details with { Session = it })),
            () => For(BadIds, it => With(Details with { Session = it }))),
        ["medium"] = new("Details.MediaUrl",
            () => For([null, "a", Long(8_192)], it => With(Details with { MediaUrl = it })),
            () => For([Long(8_193), .. Unstorable], it => With(Details with { MediaUrl = it }))),
        ["type of a payload"] = new("Details.PayloadType",
            () => For([null, .. Ids], it => With(Details with { PayloadType = it })),
            () => For(BadIds, it => With(Details with { PayloadType = it }))),
        ["payload"] = new("Details.Payload",
            () => For([null, Long(65_536)], it => With(Details with { Payload = it })),
            () => For([Long(65_537), .. Unstorable], it => With(Details with { Payload = it }))),
        ["extras of a message"] = new("Details.Extras",
            () => [With(Details with { Extras = Long(65_536) })],
            () => [With(Details with { Extras = Long(65_537) })]),
        ["markup of a message"] = new("Details.Markup",
            () => For(Enum.GetValues<MessageMarkup>(), it => With(Details with { Markup = it })),
            () => [With(Details with { Markup = (MessageMarkup)5 })]),
        ["links"] = new("Details.Links",
            () => [With(Details with { Links = [.. Enumerable.Repeat(new MessageLink(Urls[2], LinkType.Image), 100)] })],
            () => For(BadLinks(), it => With(Details with { Links = it }))),
        ["files"] = new("Details.Files",
            () => [With(Details with { Files = [File(1, Long(255))] })],
            () => For<NamedFile[]>([null!, [null!], [new(null!, "a")], [File(1, "")], [File(1, Long(256))], [File(1, "a\n")]], it => With(Details with { Files = it }))),

        ["external id"] = new("ExternalId",
            () => For(Ids, it => Register with { ExternalId = it }),
            () => For([null!, .. BadIds], it => Register with { ExternalId = it })),
        ["name of a user"] = new("Username",
            () => For([null, Long(1_000)], it => Register with { Username = it }),
            () => For([Long(1_001), .. Unstorable], it => Register with { Username = it })),
        ["first name"] = new("First",
            () => [Register with { First = Long(1_000) }],
            () => [Register with { First = Long(1_001) }]),
        ["last name"] = new("Last",
            () => [Register with { Last = Long(1_000) }],
            () => [Register with { Last = Long(1_001) }]),
        ["extras of a user"] = new("Extras",
            () => [Register with { Extras = Long(65_536) }],
            () => [Register with { Extras = Long(65_537) }]),
        ["type of a user"] = new("Type",
            () => For(Enum.GetValues<UserType>(), it => Register with { Type = it }),
            () => [Register with { Type = (UserType)4 }]),
        ["avatar that a user comes with"] = new("AvatarUrl",
            () => For([null, .. Urls], it => Register with { AvatarUrl = it }),
            () => For(BadUrls, it => Register with { AvatarUrl = it })),
        ["new name of a user"] = new("Username",
            () => For([null, Long(1_000)], it => Profile with { Username = it }),
            () => For([Long(1_001), .. Unstorable], it => Profile with { Username = it })),
        ["new first name"] = new("First",
            () => [Profile with { First = Long(1_000) }],
            () => [Profile with { First = Long(1_001) }]),
        ["new last name"] = new("Last",
            () => [Profile with { Last = Long(1_000) }],
            () => [Profile with { Last = Long(1_001) }]),
        ["new extras"] = new("Extras",
            () => [Profile with { Extras = Long(65_536) }],
            () => [Profile with { Extras = Long(65_537) }]),
        ["new type"] = new("Type",
            () => For<UserType?>([null, UserType.Embed], it => Profile with { Type = it }),
            () => [Profile with { Type = (UserType)4 }]),
        ["new avatar of a user"] = new("AvatarUrl",
            () => For([null, .. Urls], it => Profile with { AvatarUrl = it }),
            () => For(BadUrls, it => Profile with { AvatarUrl = it })),

        ["name of a tenant"] = new("Name",
            () => For(["", Long(1_000)], it => new CreateTenant("acme", it, false)),
            () => For([null!, Long(1_001), .. Unstorable], it => new CreateTenant("acme", it, false))),
        ["id of a tenant"] = new("Tenant",
            () => For(["a", Long(63)], it => new CreateTenant(it, "x", false)),
            () => For([null!, "", "A", Long(64)], it => new CreateTenant(it, "x", false))),
        ["id of a key"] = new("KeyId",
            () => For(["A", Long(63)], it => new IssueApiKey("acme", it, ApiKeyKind.Secret)),
            () => For([null!, "", ".", Long(64)], it => new IssueApiKey("acme", it, ApiKeyKind.Secret))),
        ["kind of a key"] = new("Kind",
            () => For(Enum.GetValues<ApiKeyKind>(), it => new IssueApiKey("acme", "k", it)),
            () => [new IssueApiKey("acme", "k", (ApiKeyKind)3)]),

        ["id of a webhook"] = new("WebhookId",
            () => For(["A", Long(63)], it => Webhook with { WebhookId = it }),
            () => For([null!, "", ".", Long(64)], it => Webhook with { WebhookId = it })),
        ["form of a webhook"] = new("Form",
            () => For(Enum.GetValues<WebhookForm>(), it => Webhook with { Form = it }),
            () => [Webhook with { Form = (WebhookForm)9 }]),
        ["events of a webhook"] = new("EventTypes",
            () => For<string[]>([[], ["message_posted"], [.. Enumerable.Range(0, 100).Select(i => new string('a', i + 1))]], it => Webhook with { EventTypes = it }),
            () => For<string[]>([null!, [""], ["A"], ["a", "a"], [Long(101).ToLowerInvariant()], [.. Enumerable.Range(0, 101).Select(i => new string('a', i + 1))]], it => Webhook with { EventTypes = it })),
        ["address of a webhook"] = new("Url",
            () => For(["http://a", "https://example.org/ü?a=1", "https://a/" + Long(8_182)], it => Webhook with { Url = it }),
            () => For([null!, .. BadUrls, "https://me:secret@a/", "https://a/#b"], it => Webhook with { Url = it })),
        ["description of a webhook"] = new("Description",
            () => For([null, "", Long(1_000)], it => Webhook with { Description = it }),
            () => For([Long(1_001), .. Unstorable], it => Webhook with { Description = it })),
        ["reason of a pause"] = new("Reason",
            () => For(Enum.GetValues<WebhookPauseReason>(), it => new PauseWebhook("acme", "w", it)),
            () => [new PauseWebhook("acme", "w", (WebhookPauseReason)9)]),
        ["place of a replay"] = new("After",
            () => For([0L, ReplayWebhook.Latest], it => new ReplayWebhook("acme", "w", it)),
            () => For([-1L, ReplayWebhook.Latest + 1], it => new ReplayWebhook("acme", "w", it))),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void are_kept(string name)
    {
        var (member, good, bad) = Rules[name];
        foreach (var command in good()) Wrong(command).ShouldBeEmpty();
        foreach (var command in bad()) Wrong(command).ShouldBe([member]);
    }

    /// <summary>A validator that nobody tries could let anything through.</summary>
    [Fact]
    public void of_every_command_that_has_some_are_tried()
    {
        var tried = Rules.Values.SelectMany(rule => rule.Bad()).Select(command => command.GetType()).ToHashSet();
        var elsewhere = new[] { typeof(AddParticipants), typeof(RemoveParticipants), typeof(InOrder), typeof(MarkSeen), typeof(MarkDelivered) };

        typeof(ICommand).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(ICommand)) && type.GetNestedType("Validator") is not null)
            .Except(elsewhere).ShouldBe(tried, ignoreOrder: true);
    }

    private sealed record Rule(string Member, Func<ICommand[]> Good, Func<ICommand[]> Bad);

    private static ICommand[] For<T>(IEnumerable<T> values, Func<T, ICommand> make) => [.. values.Select(make)];

    private static List<string> Wrong(ICommand command) => [.. Spec.Invalid(command)?.Details.Select(detail => detail.Member) ?? []];

    private static PostMessage With(MessageDetails details) => Post with { Details = details };

    private static string Long(int length) => new('x', length);

    private static Avatar[] BadAvatars() =>
    [
        null!, .. BadUrls.Select(Avatar.At), Avatar.Of(File(1, "")), Avatar.Of(File(1, "a\n")), Avatar.Of(File(1, Long(256))),
        new(File(1).File, null, null), new(null, "cat.png", null), new(File(1).File, "cat.png", "https://example.org"),
    ];

    private static string[] BadEmoji() => [null!, "", "a b", "a\u0007", Long(65), .. Unstorable];

    private static IReadOnlyList<MessageLink>[] BadLinks() =>
    [
        null!, [null!], [new(null!, LinkType.Page)], [new("https://a", (LinkType)2)], .. BadUrls.Select(url => (MessageLink[])[new(url, LinkType.Page)]),
        [.. Enumerable.Repeat(new MessageLink("https://a", LinkType.Page), 101)],
    ];
}
