using System.Collections.Immutable;
using System.Diagnostics;

namespace ChatEs.Domain.Rooms;

public abstract partial record Room
{
    /// <summary>A room that was created, archived or not.</summary>
    /// <param name="LastMessage">0 while there is none.</param>
    /// <param name="MemberCount">How many are active, known here or not.</param>
    public abstract record Existing(
        RoomNumber Number, RoomKind Kind, RoomVisibility Visibility, MessageNumber LastMessage, int MemberCount) : Room
    {
        public RoomPoints Points { get; init; } = RoomPoints.None;

        public override int PointCount => Points.Count;

        public override bool Knows(RoomNeeds needs) =>
            All(needs.Users, Points.Members) && KnowsMessages(needs.Messages) && All(needs.Pins, Points.Pins)
            && All(needs.Reactions, Points.Reactions) && All(needs.Files, Points.Files)
            && (!needs.Names || Points.Names is not null) && (!needs.Avatar || Points.Avatar is not null);

        public override Room With(RoomPoints loaded) => this with { Points = Points.Merge(loaded) };

        public override Room Forget() => this with { Points = RoomPoints.None };

        public override Room ForgetPersonal() =>
            this with { Points = Points with { Names = null, Avatar = null, Reactions = RoomPoints.None.Reactions } };

        public Membership Member(UserNumber user) => Points.Members.TryGetValue(user, out var point)
            ? point
            : throw Unknown($"User {user}");

        /// <summary>Null for a message that never was.</summary>
        public MessageFacts? Message(MessageNumber number)
        {
            if (!Has(number)) return null;
            return Points.Messages.TryGetValue(number, out var facts) ? facts : throw Unknown($"Message {number}");
        }

        public bool IsPinnedBy(UserNumber user) => Points.Pins.TryGetValue(user, out var pinned) ? pinned : throw Unknown($"The pin of user {user}");

        public bool Has(Reaction reaction) => Points.Reactions.TryGetValue(reaction, out var there) ? there : throw Unknown($"{reaction}");

        /// <summary>The message that the file is attached to; null for none.</summary>
        public MessageNumber? MessageOf(FileNumber file) => Points.Files.TryGetValue(file, out var message) ? message : throw Unknown($"File {file}");

        public RoomPersonal Names => Points.Names ?? throw Unknown("The name");

        public Avatar Avatar => Points.Avatar ?? throw Unknown("The avatar");

        public bool IsHiddenFrom(UserNumber user) => Visibility == RoomVisibility.Private && !Member(user).Active;

        public bool IsHiddenFrom(Actor actor) => actor.User is { } user && IsHiddenFrom(user);

        public bool IsModeratedBy(Actor actor) => actor.User is not { } user || Member(user).Moderator;

        /// <summary>The two of a single room are equals: each may do what belongs to both.</summary>
        public bool IsManagedBy(Actor actor) => IsModeratedBy(actor) || (Kind == RoomKind.Single && Member(actor.User!.Value).Active);

        internal Existing Named(RoomPersonal? names) => this with { Points = Points with { Names = names ?? new("", null) } };

        internal Existing Showing(Avatar avatar) => this with { Points = Points with { Avatar = avatar } };

        internal Existing Posted(MessagePosted posted)
        {
            var room = posted.Number > LastMessage ? this with { LastMessage = posted.Number } : this;
            for (var i = 0; i < posted.Files?.Count; i++) room = room.Attached(posted.Files[i].Number, posted.Number);
            return room;
        }

        /// <summary>
        /// Joining and leaving both end the right to moderate and the pin. Were they kept over a leave, then the event
        /// could not say alone what the points are.
        /// </summary>
        internal Existing Moved(IReadOnlyList<UserNumber> users, bool active)
        {
            var (members, pins) = (Points.Members.ToBuilder(), Points.Pins.ToBuilder());
            for (var i = 0; i < users.Count; i++)
            {
                var known = members.GetValueOrDefault(users[i]);
                members[users[i]] = new(active, Moderator: false, known.SeenThrough, known.DeliveredThrough);
                pins[users[i]] = false;
            }

            return this with
            {
                Points = Points with { Members = members.ToImmutable(), Pins = pins.ToImmutable() },
                MemberCount = active ? MemberCount + users.Count : MemberCount - users.Count,
            };
        }

        /// <summary>Only who is in the room can be made a moderator or stop being one, so the event says that he is in it.</summary>
        internal Existing Moderated(UserNumber user, bool moderator)
        {
            var known = Points.Members.GetValueOrDefault(user);
            return Set(user, new(Active: true, moderator, known.SeenThrough, known.DeliveredThrough));
        }

        internal Existing WithPin(UserNumber user, bool pinned) =>
            this with { Points = Points with { Pins = Points.Pins.SetItem(user, pinned) } };

        internal Existing Deleted(MessageNumber number) =>
            this with { Points = Points with { Messages = Points.Messages.SetItem(number, MessageFacts.Gone) } };

        /// <summary>Which reaction an erased event was of nobody can say; <see cref="ForgetPersonal"/> stands for it.</summary>
        internal Existing Reacted(MessageNumber number, UserNumber user, ReactionPersonal? personal, bool there) => personal is null
            ? this
            : this with { Points = Points with { Reactions = Points.Reactions.SetItem(new(number, user, personal.Emoji), there) } };

        internal Existing Attached(FileNumber file, MessageNumber? message) =>
            this with { Points = Points with { Files = Points.Files.SetItem(file, message) } };

        internal Existing Seen(UserNumber user, MessageNumber from, MessageNumber to) =>
            Points.Members.TryGetValue(user, out var known) && from <= known.SeenThrough.Next && to > known.SeenThrough
                ? Set(user, known with { SeenThrough = to })
                : this;

        internal Existing Delivered(UserNumber user, MessageNumber upTo) =>
            Points.Members.TryGetValue(user, out var known) && upTo > known.DeliveredThrough
                ? Set(user, known with { DeliveredThrough = upTo })
                : this;

        private Existing Set(UserNumber user, Membership member) =>
            this with { Points = Points with { Members = Points.Members.SetItem(user, member) } };

        /// <summary>Numbers are dense, so the head alone says which messages were ever posted.</summary>
        private bool Has(MessageNumber number) => number.Value >= 1 && number <= LastMessage;

        private bool KnowsMessages(IReadOnlyList<MessageNumber> messages)
        {
            for (var i = 0; i < messages.Count; i++)
            {
                if (Has(messages[i]) && !Points.Messages.ContainsKey(messages[i])) return false;
            }

            return true;
        }

        private static bool All<TKey, TPoint>(IReadOnlyList<TKey> keys, ImmutableDictionary<TKey, TPoint> points) where TKey : notnull
        {
            for (var i = 0; i < keys.Count; i++)
            {
                if (!points.ContainsKey(keys[i])) return false;
            }

            return true;
        }

        private UnreachableException Unknown(string what) =>
            new($"{what} in room {Number} is unknown: a command looks at what its Needs do not name.");
    }
}
