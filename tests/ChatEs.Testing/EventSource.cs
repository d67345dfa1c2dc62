using System.Net.ServerSentEvents;
using System.Text.Json;
using Shouldly;

namespace ChatEs.Testing;

/// <summary>A server-sent event.</summary>
/// <param name="Id">Null where it has none.</param>
public sealed record ServerSentEvent(string? Id, string Type, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;

    public long Sequence => long.Parse(Id!, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A client of server-sent events on one connection, as a browser's EventSource is; it does not come back by itself.</summary>
public sealed class EventSource : IAsyncDisposable
{
    /// <summary>Long enough for a machine that does other things besides.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<ServerSentEvent> _events;
    private readonly CancellationTokenSource _closing;

    private EventSource(HttpResponseMessage response, Stream body, CancellationTokenSource closing)
    {
        (_response, _closing) = (response, closing);
        _events = Read(body, closing.Token).GetAsyncEnumerator(closing.Token);
    }

    /// <summary>Connects; the answer must be 200 with events.</summary>
    public static async Task<EventSource> Open(HttpClient client, string url, Identity? who, long? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (who is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {who.Secret}");
        if (who?.ActsFor is { } user)
            request.Headers.TryAddWithoutValidation("X-ChatEs-User", user);
        if (lastEventId is { } id)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", $"{id}");
        var closing = new CancellationTokenSource();
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, closing.Token);
        if (!response.IsSuccessStatusCode)
            throw new ShouldAssertException($"{url}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(closing.Token)}");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        return new EventSource(response, await response.Content.ReadAsStreamAsync(closing.Token), closing);
    }

    /// <summary>Without what passes: who comes and goes meanwhile is not what most listeners ask about.</summary>
    /// <returns>Null when the server has ended the connection.</returns>
    public async Task<ServerSentEvent?> Next()
    {
        while (await Any() is { } e)
        {
            if (e.Type is not ("typing" or "presence"))
                return e;
        }
        return null;
    }

    /// <summary>What passes, of this type; everything else before it is skipped.</summary>
    public async Task<ServerSentEvent> Signal(string type)
    {
        while (await Any() is { } e)
        {
            if (e.Type == type)
                return e;
        }
        throw new ShouldAssertException($"the connection ended in place of {type}");
    }

    /// <summary>The next event, which must be there and of this type.</summary>
    public async Task<ServerSentEvent> Next(string type)
    {
        var next = (await Next()).ShouldNotBeNull($"the connection ended in place of {type}");
        next.Type.ShouldBe(type, next.Data);
        return next;
    }

    /// <summary>Everything up to and with the first event that is meant.</summary>
    public async Task<List<ServerSentEvent>> Until(Predicate<ServerSentEvent> last)
    {
        List<ServerSentEvent> events = [];
        while (await Next() is { } e)
        {
            events.Add(e);
            if (last(e))
                return events;
        }
        throw new ShouldAssertException($"the connection ended after {events.Count} events");
    }

    private async Task<ServerSentEvent?> Any()
    {
        _closing.CancelAfter(Patience);
        return await _events.MoveNextAsync() ? _events.Current : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        try
        {
            await _events.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // Disposed of while it reads: the connection is closed all the same.
        }
        _response.Dispose();
        _closing.Dispose();
    }

    private static async IAsyncEnumerable<ServerSentEvent> Read(
        Stream body, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var parser = SseParser.Create(body);
        var seen = "";
        await foreach (var item in parser.EnumerateAsync(cancellation))
        {
            yield return new(parser.LastEventId == seen ? null : parser.LastEventId, item.EventType, item.Data);
            seen = parser.LastEventId;
        }
    }
}
