namespace ChatEs.Application.ReadModels.Members;

/// <summary>
/// What a batch does to one membership. Whether he was in before the batch only the table knows, so the joins and
/// leaves are folded for both cases; after the first of them the two cases differ no more.
/// </summary>
internal sealed class MembershipChange(string tenant, long room, long user)
{
    public string Tenant => tenant;

    public long Room => room;

    public long User => user;

    /// <summary>Whether he is in at the end; null where he neither joined nor left.</summary>
    public bool? Active { get; private set; }

    /// <summary>The last joining in the batch, in the case that he was out before it.</summary>
    public Joining? Joined { get; private set; }

    /// <summary>Whether <see cref="Joined"/> took place also in the case that he was in: he left before it.</summary>
    public bool Rejoined { get; private set; }

    /// <summary>Null: as before the batch.</summary>
    public bool? ModeratorIfIn { get; private set; }

    public bool ModeratorIfOut { get; private set; }

    /// <summary>Whether the pin is <see cref="PinIfIn"/>, also where that is none, in the case that he was in.</summary>
    public bool PinsIfIn { get; private set; }

    public DateTime? PinIfIn { get; private set; }

    public DateTime? PinIfOut { get; private set; }

    public void Join(Joining joining)
    {
        if (Active == true)
            return;

        Rejoined = Active == false;
        Joined = joining;
        Active = true;
    }

    public void Leave()
    {
        (Active, ModeratorIfIn, ModeratorIfOut) = (false, false, false);
        (PinsIfIn, PinIfIn, PinIfOut) = (true, null, null);
    }

    /// <summary>Only who is in can be or stop being a moderator.</summary>
    public void SetModerator(bool moderator)
    {
        if (Active != false)
            ModeratorIfIn = moderator;
        if (Active == true)
            ModeratorIfOut = moderator;
    }

    /// <summary>Only who is in can pin the room.</summary>
    public void SetPin(DateTime? at)
    {
        if (Active != false)
            (PinsIfIn, PinIfIn) = (true, at);
        if (Active == true)
            PinIfOut = at;
    }
}

/// <summary>A joining and how much the batch had posted in the room before it.</summary>
internal sealed record Joining(DateTime At, long PostsBefore, long CountableBefore, long OwnBefore);
