using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace ChatEs.Application.Webhooks;

internal enum AttemptOutcome
{
    Delivered,
    /// <summary>To be tried again.</summary>
    Failed,
    /// <summary>The receiver will never take it.</summary>
    Refused,
    /// <summary>There is no receiver any more.</summary>
    Gone,
}

/// <param name="Status">Null: there was no answer.</param>
/// <param name="Answer">The beginning of the answer's body.</param>
/// <param name="RetryAfter">What the receiver asks for.</param>
internal sealed record Attempt(
    AttemptOutcome Outcome, DateTimeOffset At, TimeSpan Took, int? Status = null, string? Error = null, string? Answer = null, TimeSpan? RetryAfter = null);

/// <summary>
/// Sends one request to a receiver. The address is looked up when the connection is made, and the very address that was
/// looked at is connected to: a name that points elsewhere a moment later gains nothing. Redirects are not followed, no
/// proxy is asked, no cookie is kept, and of the answer only the beginning is read.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    public const int MostOfAnswer = 4096;

    private const string Agent = "ChatEs-Webhooks/1";

    private readonly HttpClient _http;
    private readonly WebhookSettings _settings;
    private readonly TimeProvider _clock;

    public WebhookSender(IOptions<WebhookSettings> settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings.Value, clock);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            // Whose traces these are is nobody else's business.
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = Connect,
            MaxResponseHeadersLength = 32,
            // The rest of a long answer is not waited for: the connection is given up instead.
            MaxResponseDrainSize = 0,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            // A receiver that moves is looked up anew.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>
    /// Whether it may be registered, by how it is spelled; null for yes, else why not. Where a name leads is seen when a
    /// connection is made, each time.
    /// </summary>
    public string? Forbids(string address) => ForbidsScheme(address)
        ?? (_settings.AllowPrivateAddresses is not true && PublicAddresses.IsPrivateByName(new Uri(address))
            ? "Must be an address on the public internet."
            : null);

    /// <param name="secrets">The present one first.</param>
    internal async Task<Attempt> Send(
        string url, string messageId, byte[] body, IReadOnlyList<string> secrets, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellation)
    {
        var (at, since) = (_clock.GetUtcNow(), Stopwatch.GetTimestamp());
        if (ForbidsScheme(url) is { } forbidden)
            return new(AttemptOutcome.Failed, at, TimeSpan.Zero, Error: forbidden);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_settings.Patience);
        try
        {
            using var request = Request(url, messageId, at.ToUnixTimeSeconds(), body, secrets, headers);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var answer = await Beginning(response, patience.Token);
            return Judge(response, answer) with { At = at, Took = Stopwatch.GetElapsedTime(since) };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed($"There was no whole answer within {_settings.Patience.TotalSeconds:0.###} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return Failed(Sentence(e));
        }

        Attempt Failed(string why) => new(AttemptOutcome.Failed, at, Stopwatch.GetElapsedTime(since), Error: why);
    }

    public void Dispose() => _http.Dispose();

    private string? ForbidsScheme(string address) =>
        new Uri(address).Scheme == Uri.UriSchemeHttps || _settings.AllowHttp is true ? null : "Must be an https address.";

    private static HttpRequestMessage Request(
        string url, string messageId, long at, byte[] body, IReadOnlyList<string> secrets, IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        request.Headers.TryAddWithoutValidation("webhook-id", messageId);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", at.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSecret.Sign(secrets, messageId, at, body));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private Attempt Judge(HttpResponseMessage response, string answer)
    {
        var status = (int)response.StatusCode;
        var judged = new Attempt(AttemptOutcome.Failed, default, default, status, $"The receiver answered {status}.", answer, RetryAfter(response));
        return status switch
        {
            >= 200 and < 300 => judged with { Outcome = AttemptOutcome.Delivered, Error = null },
            410 => judged with { Outcome = AttemptOutcome.Gone },
            // Too slow, too early, too many: it says itself that another time it may be otherwise.
            408 or 425 or 429 => judged,
            >= 400 and < 500 => judged with { Outcome = AttemptOutcome.Refused },
            >= 300 and < 400 => judged with { Error = $"The receiver answered {status}; redirects are not followed." },
            _ => judged,
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => default(TimeSpan?),
        };
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static async Task<string> Beginning(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(MostOfAnswer);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MostOfAnswer), MostOfAnswer, throwOnEndOfStream: false, cancellation);
            // Neither NUL nor half a character can be stored.
            return Encoding.UTF8.GetString(buffer, 0, length).Replace('\0', '\uFFFD');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await Dns.GetHostAddressesAsync(host, cancellation);
        var allowed = _settings.AllowPrivateAddresses is true ? found : Array.FindAll(found, PublicAddresses.IsPublic);
        if (allowed.Length == 0)
            throw new ForbiddenAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>For the tenant's eyes: what is wrong with his receiver, and nothing of what else is on this network.</summary>
    private static string Sentence(Exception e) => e switch
    {
        { InnerException: ForbiddenAddressException } or ForbiddenAddressException => "Its name leads to an address that is not on the public internet.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "Its name is not known.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } => "Its name is not known.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "No connection could be made.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } =>
            "No secure connection could be made: its certificate, or what it speaks, cannot be trusted.",
        _ => "The connection broke off, or what came is no HTTP.",
    };

    private sealed class ForbiddenAddressException() : IOException("The address is not on the public internet.");
}
