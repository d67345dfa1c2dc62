namespace ChatEs.Application.Auditing.Checkpoints;

/// <summary>Who signs checkpoints. Section <c>Audit</c> of the configuration; both may be left out.</summary>
public sealed class AuditSettings
{
    /// <summary>
    /// A PEM file with a private ECDSA key on P-256. Without it a key is made on first use and kept in the vault: then
    /// whoever owns the database and its key ring can sign anything.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>The first line of every checkpoint, and the name of the key; best an address without its scheme.</summary>
    public string? LogName { get; set; }
}
