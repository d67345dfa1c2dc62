namespace ChatEs.Faults.Checking;

/// <summary>
/// Looks for what must not be, in the manner of Jepsen: it knows nothing of the service but what clients sent, what they
/// were told, and what the log says afterwards.
/// </summary>
internal static class Checker
{
    private const int Shown = 25;

    /// <returns>One sentence for each thing that is wrong; none when all holds.</returns>
    public static IReadOnlyList<string> Check(History history)
    {
        var rooms = RoomReplay.All(history);
        return
        [
            .. LogOrder.Check(history.Log).Take(Shown),
            .. Fates.Check(history).Take(Shown),
            .. RealTime.Check(history).Take(Shown),
            .. Reads.Check(history, rooms).Take(Shown),
        ];
    }
}
