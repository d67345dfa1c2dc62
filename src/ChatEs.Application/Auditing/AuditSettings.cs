namespace ChatEs.Application.Auditing;

/// <summary>The section <c>Audit</c> of the configuration.</summary>
public sealed class AuditSettings
{
    /// <summary>How many rooms a process looks at as they were at once: each takes some connections, and writes as much as a rebuild.</summary>
    public int AtOnce { get; set; } = 4;

    /// <summary>How long the next one waits for a place.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);
}
