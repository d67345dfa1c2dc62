namespace ChatEs.Application.Auditing;

/// <summary>The section <c>Audit</c> of the configuration; all of it may be left out.</summary>
public sealed class AuditSettings
{
    /// <summary>
    /// A PEM file with a private ECDSA key on P-256, which signs checkpoints. Without it a key is made on first use and kept
    /// in the vault: then whoever owns the database and its key ring can sign anything.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>The first line of every checkpoint, and the name of the key; best an address without its scheme.</summary>
    public string? LogName { get; set; }

    /// <summary>How many rooms a process looks at as they were at once: each takes some connections, and writes as much as a rebuild.</summary>
    public int AtOnce { get; set; } = 4;

    /// <summary>How long the next one waits for a place.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);
}
