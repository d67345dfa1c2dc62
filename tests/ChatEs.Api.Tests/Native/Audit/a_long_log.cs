using System.Diagnostics;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

/// <summary>Nothing runs beside it: what the process holds is looked at.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class a_long_log : IAsyncLifetime
{
    private const int Events = 100_000;

    private ChatEsHost _host = null!;
    private Identity _server = null!;
    private long _room;

    public async ValueTask InitializeAsync()
    {
        _host = await ChatEsHost.StartOnKestrel("native_a_long_log");
        _server = await _host.Tenant("acme");
        _room = (await _host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(_server).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        await using var db = NpgsqlDataSource.Create(_host.ConnectionString);
        // Nobody verifies them; posted one by one they would take longer than all other tests.
        await using var append = db.CreateCommand($$"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id, headers, salt, personal_digest, hash)
            select h.last_seq + n, gen_random_uuid(), 'room-{{_room}}', 1 + n,
                   jsonb_build_object('id', gen_random_uuid(), 'kind', 'text', 'number', n, 'personal', jsonb_build_object('text', repeat('x', 200))),
                   'message_posted', now(), 'acme', '{"caller": "tests", "dialect": "tests"}', decode(repeat('00', 16), 'hex'), decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')
              from events.mt_head h, generate_series(1, {{Events}}) n;
            update events.mt_head set last_seq = last_seq + {{Events}};
            update events.mt_streams set version = version + {{Events}} where id = 'room-{{_room}}';
            analyze events.mt_events;
            """);
        append.CommandTimeout = 0;
        await append.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task goes_out_whole_and_what_is_held_of_it_does_not_grow()
    {
        foreach (var path in new[] { $"/v1/audit/rooms/{_room}/events", "/v1/audit/events?type=message_posted" })
        {
            using var answer = await Open(path, default);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            var (count, before) = (0, 0L);
            while (await lines.ReadLineAsync() is not null)
            {
                count++;
                if (count == Events / 10)
                    before = GC.GetTotalMemory(forceFullCollection: true);
                if (count == Events * 9 / 10)
                    (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(8 << 20, path);
            }
            count.ShouldBeInRange(Events, Events + 1);
        }
    }

    [Fact]
    public async Task is_read_no_further_for_a_client_who_does_not_take_it_and_no_more_for_one_who_is_gone()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Other tests make requests in this process, too: this one is known by its trace.
        var trace = ActivityTraceId.CreateRandom();
        using var requests = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = request =>
            {
                if (request.TraceId == trace)
                    ended.TrySetResult();
            },
        };
        ActivitySource.AddActivityListener(requests);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var answer = await Open($"/v1/audit/rooms/{_room}/events", default, trace);
        await using (var bytes = await answer.Content.ReadAsStreamAsync())
            await bytes.ReadExactlyAsync(new byte[1 << 16]);
        // Some 50 MB wait to be taken; buffers of sockets and pipes hold a few.
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20 << 20);
        ended.Task.IsCompleted.ShouldBeFalse();
        answer.Dispose();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task<HttpResponseMessage> Open(string path, CancellationToken cancellation, ActivityTraceId trace = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (trace != default)
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        request.Headers.Add("Authorization", $"Bearer {_server.Secret}");
        var answer = await _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        ((int)answer.StatusCode).ShouldBe(200);
        return answer;
    }
}
