namespace ChatEs.Api.Load;

/// <summary>How much one process takes upon itself: the section <c>Load</c> of the configuration.</summary>
internal sealed class LoadSettings
{
    /// <summary>
    /// Requests that are carried out at once. More of them make larger batches and longer waits; a process with two cores is
    /// busy with far fewer.
    /// </summary>
    public int AtOnce { get; set; } = 256;

    /// <summary>Requests that wait for a place, of all tenants. Beyond it the tenant with most of them gets 429.</summary>
    public int Waiting { get; set; } = 4_096;
}
