namespace ChatEs.Application.Webhooks;

/// <summary>The section <c>Webhooks</c> of the configuration; all of it may be left out.</summary>
public sealed class WebhookSettings
{
    /// <summary>
    /// Whether webhooks may go to addresses that are not public: this machine, a private network, the metadata service of a
    /// cloud. Whoever may register a webhook could look around there. Usually only in Development.
    /// </summary>
    public bool? AllowPrivateAddresses { get; set; }

    /// <summary>Whether a webhook may go over http, which anybody on the way can read. Usually only in Development.</summary>
    public bool? AllowHttp { get; set; }

    /// <summary>How long a receiver has for its answer.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest that is waited before the second attempt; it doubles with each.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that is ever waited between two attempts.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many requests of one webhook are on their way at once, each of another room.</summary>
    public int AtOnce { get; set; } = 8;

    /// <summary>How long attempts are remembered. What is parked stays until it is sent again.</summary>
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many attempts of one webhook are remembered.</summary>
    public int KeptAtMost { get; set; } = 10_000;
}
