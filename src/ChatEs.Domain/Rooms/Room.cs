using System.Diagnostics;

namespace ChatEs.Domain.Rooms;

/// <summary>
/// What a decision about a room needs to know. The state is partial: a room of a million messages and a hundred
/// thousand participants is held as its head and a few <em>points</em>, one per user, message, reaction or file that
/// somebody asked about. A point that is not here is unknown, not absent; commands name the points they need and the
/// application loads those that are missing.
/// </summary>
/// <remarks>
/// Events go on arriving while a point is being loaded, so a loaded point may be older than the state it is merged
/// into. The merge is exact all the same, because of two rules. <see cref="Evolve"/> sets every point that an event
/// touches, also where it was unknown, to a value that depends on the event alone; and <see cref="RoomPoints.Merge"/>
/// never overwrites a point. So a point that was touched since the load was asked for is here already and wins, and one
/// that was not touched is still as it was loaded. An event that changed a known point but left an unknown one alone
/// would let an older value in for good, and the next decision would be wrong.
/// Two things are left out of this on purpose. A post adds no point for its message: every post would grow the state.
/// And a receipt moves <see cref="Membership.SeenThrough"/> and <see cref="Membership.DeliveredThrough"/> of a known
/// point only, which are lower bounds anyway.
/// </remarks>
public abstract partial record Room
{
    private Room()
    {
    }

    public static Room Evolve(Room state, RoomEvent e) => (state, e) switch
    {
        (NotCreated, RoomCreated created) => Open.Head(created.Room, created.Kind, created.Visibility, default, 0)
            .Named(created.Personal).Showing(Avatar.None),
        (Existing room, RoomUpdated updated) => room.Named(updated.Personal),
        (Existing room, RoomAvatarSet set) => room.Showing(Avatar.From(set.File, set.Personal)),
        (Open room, RoomArchived) => new Archived(room),
        (Archived room, RoomUnarchived) => new Open(room),
        (Existing room, ParticipantsAdded added) => room.Moved(added.Users, active: true),
        (Existing room, ParticipantsRemoved removed) => room.Moved(removed.Users, active: false),
        (Existing room, ModeratorGranted granted) => room.Moderated(granted.User, moderator: true),
        (Existing room, ModeratorRevoked revoked) => room.Moderated(revoked.User, moderator: false),
        (Existing room, RoomPinned pinned) => room.WithPin(pinned.User, true),
        (Existing room, RoomUnpinned unpinned) => room.WithPin(unpinned.User, false),
        (Existing room, MessagePosted posted) => room.Posted(posted),
        (Existing room, MessageDeleted deleted) => room.Deleted(deleted.Number),
        (Existing room, ReactionAdded added) => room.Reacted(added.Number, added.User, added.Personal, true),
        (Existing room, ReactionRemoved removed) => room.Reacted(removed.Number, removed.User, removed.Personal, false),
        (Existing room, AttachmentAdded added) => room.Attached(added.File.Number, added.Number),
        (Existing room, AttachmentRemoved removed) => room.Attached(removed.File, null),
        (Existing room, MessagesDelivered delivered) => room.Delivered(delivered.User, delivered.UpTo),
        (Existing room, MessagesSeen seen) => room.Seen(seen.User, seen.From, seen.To),

        // No rule asks for a text.
        (Existing, MessageEdited) => state,

        // No decision makes these: a second creation, archiving twice, or anything before the first event.
        (Existing, RoomCreated) or (Archived, RoomArchived) or (Open, RoomUnarchived) => state,
        (NotCreated, RoomUpdated or RoomAvatarSet or RoomArchived or RoomUnarchived or RoomPinned or RoomUnpinned) => state,
        (NotCreated, ParticipantsAdded or ParticipantsRemoved or ModeratorGranted or ModeratorRevoked) => state,
        (NotCreated, MessagePosted or MessageEdited or MessageDeleted or MessagesSeen or MessagesDelivered) => state,
        (NotCreated, ReactionAdded or ReactionRemoved or AttachmentAdded or AttachmentRemoved) => state,

        _ => throw new UnreachableException($"{state.GetType().Name} does not know {e.GetType().Name}."),
    };

    /// <summary>How many points are known: what the cache counts when it trims.</summary>
    public abstract int PointCount { get; }

    public abstract bool Knows(RoomNeeds needs);

    /// <summary>Merges loaded points; those that are known already stay as they are.</summary>
    public abstract Room With(RoomPoints loaded);

    /// <summary>
    /// Drops all points. Loads that were asked for before must be dropped too and asked for again: the points that kept
    /// an older value out are gone.
    /// </summary>
    public abstract Room Forget();

    /// <summary>Drops the points that hold what a person wrote: it was erased, and which of it this state cannot say.</summary>
    public abstract Room ForgetPersonal();

    public sealed record NotCreated : Room
    {
        public static readonly NotCreated Instance = new();

        private NotCreated()
        {
        }

        public override int PointCount => 0;

        public override bool Knows(RoomNeeds needs) => true;

        public override Room With(RoomPoints loaded) => this;

        public override Room Forget() => this;

        public override Room ForgetPersonal() => this;
    }

    /// <summary>A room that takes messages.</summary>
    public sealed record Open : Existing
    {
        private Open(RoomNumber number, RoomKind kind, RoomVisibility visibility, MessageNumber lastMessage, int memberCount)
            : base(number, kind, visibility, lastMessage, memberCount)
        {
        }

        internal Open(Archived room) : base(room)
        {
        }

        /// <summary>A room of which no point is known yet.</summary>
        public static Open Head(
            RoomNumber number, RoomKind kind, RoomVisibility visibility, MessageNumber lastMessage, int memberCount) =>
            new(number, kind, visibility, lastMessage, memberCount);
    }

    /// <summary>A room that can be read, and takes no messages.</summary>
    public sealed record Archived : Existing
    {
        public Archived(Open room) : base(room)
        {
        }
    }
}
