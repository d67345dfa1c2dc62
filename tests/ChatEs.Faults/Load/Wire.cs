using System.Net.Http.Headers;
using System.Text;
using ChatEs.Faults.Ground;

namespace ChatEs.Faults.Load;

/// <summary>Sends requests to the services and writes down what became of each.</summary>
internal sealed class Wire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _secret;
    private readonly Journal _journal;
    private readonly HttpClient[] _services;
    private int _sent;

    public Wire(IEnumerable<ServiceProcess> services, string secret, Journal journal)
    {
        (_secret, _journal) = (secret, journal);
        _services = [.. services.Select(service => new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = service.Address, Timeout = Timeout.InfiniteTimeSpan })];
    }

    public int Services => _services.Length;

    public Journal Journal => _journal;

    /// <param name="hangUp">The client goes away after so long, whatever the answer would be.</param>
    public async Task<Attempt> Send(Request request, int service, TimeSpan? hangUp = null)
    {
        var id = $"try-{Interlocked.Increment(ref _sent)}";
        using var message = Message(request, id);
        using var patience = new CancellationTokenSource(hangUp ?? Patience);
        var attempt = new Attempt(id, request.Command, request.Act, request.Once, request.User, service, request.Room, request.Message, request.Text, _journal.Now)
        {
            From = request.From,
            ChosenId = request.ChosenId,
        };
        try
        {
            using var response = await _services[service].SendAsync(message, patience.Token);
            var body = await response.Content.ReadAsStringAsync(patience.Token);
            attempt = attempt with { Status = (int)response.StatusCode, Body = body, RetryAfter = response.Headers.RetryAfter?.ToString() };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // No answer: it may have been carried out, or will be.
        }
        attempt = attempt with { Ended = _journal.Now };
        _journal.Add(attempt);
        return attempt;
    }

    public void Dispose() => Array.ForEach(_services, service => service.Dispose());

    private HttpRequestMessage Message(Request request, string id)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(request.Path, UriKind.Relative));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _secret);
        message.Headers.Add("X-Request-Id", id);
        if (request.User is { } user)
            message.Headers.Add("X-ChatEs-User", user);
        if (request.Key is { } key)
            message.Headers.Add("Idempotency-Key", key);
        if (request.Body is { } body)
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return message;
    }
}

/// <summary>What a client is about to do. The members are those of <see cref="Attempt"/>.</summary>
internal sealed record Request(Act Act, string Command, HttpMethod Method, string Path, string? Body = null)
{
    public string? User { get; init; }

    public string? Key { get; init; }

    public Guid? ChosenId { get; init; }

    public long? Room { get; init; }

    public long? Message { get; init; }

    public long From { get; init; }

    public string? Text { get; init; }

    public bool Once => Key is not null || ChosenId is not null;
}
