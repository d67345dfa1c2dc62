using ChatEs.Domain.Rooms;

namespace ChatEs.Domain.Tests.Properties;

/// <summary>The commands of random lives. Posting comes up more often than the rest, so that there is something to act upon.</summary>
internal static class RandomCommand
{
    public const int Kinds = 46;

    public static readonly RoomNumber Number = new(17);

    private static readonly string[] Emoji = ["+1", "\U0001F600"];

    public static IRoomCommand Of(Step step, RoomHistory history)
    {
        var pick = new Pick(step, history);
        return step.Kind switch
        {
            < 17 => Posting(step.Kind, pick),
            < 31 => OnMessage(step.Kind, pick),
            _ => OnRoom(step.Kind, pick),
        };
    }

    private static IRoomCommand Posting(int kind, Pick pick) => kind switch
    {
        < 7 => pick.Post("hello"),
        7 => pick.Post("reply") with { ReplyTo = pick.Message },
        8 => pick.Post("comment") with { Parent = pick.Message },
        9 => pick.Post("system") with { Author = null, Kind = MessageKind.System },
        10 => pick.Post("expected") with { ExpectedNumber = new(pick.History.LastMessage.Value + (pick.Step.C % 3)) },
        11 => pick.Post("files") with { Details = new() { Files = [pick.NewFile(0), pick.NewFile(1)], Markup = MessageMarkup.Html } },
        12 => pick.Post("claimed") with { ClaimedAt = Spec.Now.AddMinutes(pick.Step.C % 10), ReserveId = true },
        13 => new InOrder(Number, [new(pick.Post("one")), new(pick.Post("two"), Upon: 0), new(pick.Edit, Upon: 1)]),
        14 => new InOrder(Number, [new(pick.Post("one")), new(pick.React, Upon: 0), new(pick.React, Upon: 0), new(pick.Delete, Upon: 0)]),
        15 => new InOrder(Number, [new(pick.Join), new(pick.Post("one")), new(pick.React), new(pick.Delete), new(pick.Edit)]),
        _ => new InOrder(Number, [new(pick.Leave), new(pick.Update), new(pick.Post("one") with { ReplyTo = pick.Message }, Upon: 0)]),
    };

    private static IRoomCommand OnMessage(int kind, Pick pick) => kind switch
    {
        17 or 18 => pick.Edit,
        19 => pick.Delete,
        20 or 21 or 22 => pick.React,
        23 => new RemoveReaction(Number, pick.User, pick.Message, pick.Emoji),
        24 => new RemoveReaction(Number, pick.Reaction.User, pick.Reaction.Message, pick.Reaction.Emoji),
        25 => new AddAttachment(Number, pick.By, pick.Message, pick.NewFile(0)),
        26 => new RemoveAttachment(Number, pick.By, pick.Message, pick.File),
        27 => new RemoveAttachment(Number, pick.By, pick.MessageOfFile, pick.File),
        28 => new MarkDelivered(Number, pick.User, pick.Message),
        29 => MarkSeen.UpTo(Number, pick.User, pick.Message),
        _ => MarkSeen.One(Number, pick.User, pick.Message),
    };

    private static IRoomCommand OnRoom(int kind, Pick pick) => kind switch
    {
        31 => pick.Join,
        32 => pick.Leave,
        33 => new RemoveParticipants(Number, pick.User, [pick.User]),
        34 or 35 => new GrantModerator(Number, pick.By, pick.Other),
        36 => new RevokeModerator(Number, pick.By, pick.Other),
        37 => new PinRoom(Number, pick.User),
        38 => new UnpinRoom(Number, pick.User),
        39 => pick.Update,
        40 => new SetRoomAvatar(Number, pick.By, pick.Avatar),
        41 => new ArchiveRoom(Number, pick.By),
        42 => new UnarchiveRoom(Number, pick.By),
        // Most commands have nothing to say about an archived room, so it is soon opened again.
        43 or 44 => new UnarchiveRoom(Number, Actor.Server),
        _ => new GetOrCreateChannel(Number, pick.By, pick.History.Key ?? "key", "x", RoomVisibility.Public, [pick.User]),
    };

    private readonly record struct Pick(Step Step, RoomHistory History)
    {
        public UserNumber User => Life.Users[Step.A % Life.People];

        public UserNumber Other => Life.Users[Step.B % Life.People];

        public Actor By => Step.C % 3 == 0 ? Actor.Server : Life.Users[Step.C % Life.People];

        public MessageNumber Message => new(Step.B % (History.LastMessage.Value + 2));

        public string Emoji => RandomCommand.Emoji[Step.C % RandomCommand.Emoji.Length];

        /// <summary>One that is there, if there is any.</summary>
        public Reaction Reaction => History.Reactions.ElementAtOrDefault(Step.C % Math.Max(1, History.Reactions.Count)) is { Emoji: not null } there
            ? there
            : new(Message, User, Emoji);

        public FileNumber File => new(Step.C % (History.Files.Count + 2));

        public MessageNumber MessageOfFile => History.Points(RoomNeeds.None with { Files = [File] }).Files[File] ?? Message;

        /// <summary>One that was never attached: a reservation sees to that in the service.</summary>
        public NamedFile NewFile(int more) => new(
            new(new(History.Files.Count + 1 + more), new('a', 64), 10, "image/png", 1, 2), $"{more}.png");

        public PostMessage Post(string text) => new(Number, Guid.Empty, User, MessageKind.Text, text);

        public EditMessage Edit => new(Number, By, Message, "edited", MessageMarkup.Markdown);

        public DeleteMessage Delete => new(Number, By, Message);

        public AddReaction React => new(Number, User, Message, Emoji);

        public AddParticipants Join => new(Number, By, [User, Other]);

        public RemoveParticipants Leave => new(Number, By, [User, Other]);

        public UpdateRoom Update => new(
            Number, By, Name: Step.A % 2 == 0 ? $"name {Step.A % 3}" : null, Key: Step.B % 2 == 0 ? $"key {Step.B % 3}" : null,
            AvatarUrl: Step.A % 3 == 0 ? "https://example.org/2" : null);

        public Avatar Avatar => (Step.B % 3) switch
        {
            0 => Avatar.None,
            1 => Avatar.At("https://example.org/3"),
            _ => Avatar.Of(NewFile(5)),
        };
    }
}
