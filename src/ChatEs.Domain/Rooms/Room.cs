using System.Collections.Immutable;
using System.Diagnostics;

namespace ChatEs.Domain.Rooms;

/// <summary>
/// What a decision about a room needs to know. The state is partial: a room of a million messages and a hundred
/// thousand participants is held as its head and a few <em>points</em>, one per user or message that somebody asked
/// about. A point that is not here is unknown, not absent; commands name the points they need and the application loads
/// those that are missing.
/// </summary>
/// <remarks>
/// Events go on arriving while a point is being loaded, so a loaded point may be older than the state it is merged
/// into. The merge is exact all the same, because of two rules. <see cref="Evolve"/> sets the point of every user and
/// message that an event touches, also where it was unknown, to a value that depends on the event alone; and
/// <see cref="With"/> never overwrites a point. So a point that was touched since the load was asked for is here
/// already and wins, and one that was not touched is still as it was loaded. An event that changed a known point but
/// left an unknown one alone would let an older value in for good, and the next decision would be wrong.
/// Two things are left out of this on purpose. A post adds no point for its message: every post would grow the state.
/// And a receipt moves <see cref="Membership.SeenThrough"/> of a known point only, which is a lower bound anyway.
/// </remarks>
public abstract record Room
{
    private Room()
    {
    }

    public static Room Evolve(Room state, RoomEvent e) => (state, e) switch
    {
        (NotCreated, RoomCreated created) => Open.Head(created.Room, created.Kind, created.Visibility, default, 0),
        (Open room, MessagePosted posted) => room.Posted(posted.Number),
        (Open room, MessagesSeen seen) => room.Seen(seen.User, seen.From, seen.To),
        (Open room, MessageDeleted deleted) => room.Deleted(deleted.Number),
        (Open room, ParticipantsAdded added) => room.Moved(added.Users, active: true),
        (Open room, ParticipantsRemoved removed) => room.Moved(removed.Users, active: false),
        (Open room, ModeratorGranted granted) => room.Moderated(granted.User, moderator: true),
        (Open room, ModeratorRevoked revoked) => room.Moderated(revoked.User, moderator: false),

        // No decision makes these: a second creation, or anything before the first.
        (Open, RoomCreated) => state,
        (NotCreated, MessagePosted or MessagesSeen or MessageDeleted) => state,
        (NotCreated, ParticipantsAdded or ParticipantsRemoved or ModeratorGranted or ModeratorRevoked) => state,

        _ => throw new UnreachableException($"{state.GetType().Name} does not know {e.GetType().Name}."),
    };

    /// <summary>How many points are known: what the cache counts when it trims.</summary>
    public abstract int Points { get; }

    public abstract bool Knows(RoomNeeds needs);

    /// <summary>Merges loaded points; those that are known already stay as they are.</summary>
    public abstract Room With(
        IEnumerable<KeyValuePair<UserNumber, Membership>> members,
        IEnumerable<KeyValuePair<MessageNumber, MessageFacts>> messages);

    /// <summary>
    /// Drops all points. Loads that were asked for before must be dropped too and asked for again: the points that kept
    /// an older value out are gone.
    /// </summary>
    public abstract Room Forget();

    public sealed record NotCreated : Room
    {
        public static readonly NotCreated Instance = new();

        private NotCreated()
        {
        }

        public override int Points => 0;

        public override bool Knows(RoomNeeds needs) => true;

        public override Room With(
            IEnumerable<KeyValuePair<UserNumber, Membership>> members,
            IEnumerable<KeyValuePair<MessageNumber, MessageFacts>> messages) => this;

        public override Room Forget() => this;
    }

    /// <param name="LastMessage">0 while there is none.</param>
    /// <param name="MemberCount">How many are active, known here or not.</param>
    public sealed record Open(
        RoomNumber Number,
        RoomKind Kind,
        RoomVisibility Visibility,
        MessageNumber LastMessage,
        int MemberCount,
        ImmutableDictionary<UserNumber, Membership> Members,
        ImmutableDictionary<MessageNumber, MessageFacts> Messages) : Room
    {
        /// <summary>A room of which no point is known yet.</summary>
        public static Open Head(
            RoomNumber number, RoomKind kind, RoomVisibility visibility, MessageNumber lastMessage, int memberCount) =>
            new(number, kind, visibility, lastMessage, memberCount, NoMembers, NoMessages);

        public override int Points => Members.Count + Messages.Count;

        public override bool Knows(RoomNeeds needs)
        {
            for (var i = 0; i < needs.Users.Count; i++)
            {
                if (!Members.ContainsKey(needs.Users[i])) return false;
            }

            for (var i = 0; i < needs.Messages.Count; i++)
            {
                if (Has(needs.Messages[i]) && !Messages.ContainsKey(needs.Messages[i])) return false;
            }

            return true;
        }

        public override Room With(
            IEnumerable<KeyValuePair<UserNumber, Membership>> members,
            IEnumerable<KeyValuePair<MessageNumber, MessageFacts>> messages)
        {
            var (knownMembers, knownMessages) = (Members.ToBuilder(), Messages.ToBuilder());
            foreach (var (user, point) in members) knownMembers.TryAdd(user, point);
            foreach (var (number, facts) in messages)
                knownMessages.TryAdd(number, facts.Deleted ? MessageFacts.Gone : facts);

            return this with { Members = knownMembers.ToImmutable(), Messages = knownMessages.ToImmutable() };
        }

        public override Room Forget() => this with { Members = NoMembers, Messages = NoMessages };

        public Membership Member(UserNumber user) => Members.TryGetValue(user, out var point)
            ? point
            : throw new UnreachableException($"User {user} in room {Number} is unknown: a command looks at what its Needs do not name.");

        /// <summary>Null for a message that never was.</summary>
        public MessageFacts? Message(MessageNumber number)
        {
            if (!Has(number)) return null;
            if (Messages.TryGetValue(number, out var facts)) return facts;
            throw new UnreachableException($"Message {number} in room {Number} is unknown: a command looks at what its Needs do not name.");
        }

        public bool IsHiddenFrom(UserNumber user) => Visibility == RoomVisibility.Private && !Member(user).Active;

        public bool IsHiddenFrom(Actor actor) => actor.User is { } user && IsHiddenFrom(user);

        public bool IsModeratedBy(Actor actor) => actor.User is not { } user || Member(user).Moderator;

        /// <summary>Numbers are dense, so the head alone says which messages were ever posted.</summary>
        private bool Has(MessageNumber number) => number.Value >= 1 && number <= LastMessage;

        internal Open Posted(MessageNumber number) => number > LastMessage ? this with { LastMessage = number } : this;

        /// <summary>
        /// Joining and leaving both end the right to moderate. Were it kept over a leave, then the event could not say
        /// alone what the point is.
        /// </summary>
        internal Open Moved(IReadOnlyList<UserNumber> users, bool active)
        {
            var members = Members.ToBuilder();
            for (var i = 0; i < users.Count; i++)
                members[users[i]] = new(active, Moderator: false, SeenThroughOf(users[i]));

            return this with
            {
                Members = members.ToImmutable(),
                MemberCount = active ? MemberCount + users.Count : MemberCount - users.Count,
            };
        }

        /// <summary>Only who is in the room can be made a moderator or stop being one, so the event says that he is in it.</summary>
        internal Open Moderated(UserNumber user, bool moderator) =>
            this with { Members = Members.SetItem(user, new(Active: true, moderator, SeenThroughOf(user))) };

        internal Open Deleted(MessageNumber number) =>
            this with { Messages = Messages.SetItem(number, MessageFacts.Gone) };

        internal Open Seen(UserNumber user, MessageNumber from, MessageNumber to) =>
            Members.TryGetValue(user, out var known) && from <= known.SeenThrough.Next && to > known.SeenThrough
                ? this with { Members = Members.SetItem(user, known with { SeenThrough = to }) }
                : this;

        private MessageNumber SeenThroughOf(UserNumber user) =>
            Members.TryGetValue(user, out var known) ? known.SeenThrough : default;

        private static readonly ImmutableDictionary<UserNumber, Membership> NoMembers =
            ImmutableDictionary<UserNumber, Membership>.Empty;

        private static readonly ImmutableDictionary<MessageNumber, MessageFacts> NoMessages =
            ImmutableDictionary<MessageNumber, MessageFacts>.Empty;
    }
}
