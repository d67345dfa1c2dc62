namespace ChatEs.Application.Files;

/// <summary>The section <c>Files</c> of the configuration.</summary>
public sealed class FileSettings
{
    /// <summary>What is larger is refused.</summary>
    public long MaxBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>How long a signed address opens its file, rounded up to the hour.</summary>
    public TimeSpan UrlLifetime { get; set; } = TimeSpan.FromHours(24);
}
