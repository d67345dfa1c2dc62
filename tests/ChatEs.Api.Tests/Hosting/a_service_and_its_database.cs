using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatEs.Api.Hosting;
using ChatEs.Application.Commands;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

public sealed class a_service_and_its_database
{
    [Fact]
    public async Task is_ready_when_the_database_answers_and_is_migrated()
    {
        await using var chat = await ChatEsHost.Start("hosting_ready");
        await chat.Scenario(x =>
        {
            x.Get("/health/live");
            x.JsonShouldBe("""{"status":"live"}""");
        });
        await chat.Scenario(x =>
        {
            x.Get("/health/ready");
            x.JsonShouldBe("""{"status":"ready"}""");
        });
    }

    [Fact]
    public async Task is_live_and_not_ready_before_the_migration()
    {
        await using var chat = await ChatEsHost.On(await TestPostgres.CreateDatabase("hosting_empty"), kestrel: false);
        await chat.Scenario(x => x.Get("/health/live"));
        await chat.Scenario(x =>
        {
            x.Get("/health/ready");
            x.StatusShouldBe(503);
        });
    }

    [Fact]
    public async Task says_503_while_nobody_listens_there()
    {
        await using var chat = await ChatEsHost.On("Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none;Timeout=2", kestrel: false);
        await chat.Scenario(x =>
        {
            x.Get("/health/ready");
            x.StatusShouldBe(503);
        });
        await chat.Scenario(x =>
        {
            x.Get("/v1/me").Header("Authorization", "Bearer sk_any");
            x.ProblemShouldBe(503, "unavailable");
            x.HeaderShouldBe("Retry-After", "1");
        });
        chat.Log.All.ShouldAllBe(line => !line.Contains("sk_any") && !line.Contains("Password"));
    }

    [Fact]
    public async Task gives_up_on_a_database_that_takes_the_call_and_says_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var chat = await ChatEsHost.On($"Host=127.0.0.1;Port={port};Username=nobody;Database=none;Timeout=5", kestrel: false);
        var watch = Stopwatch.StartNew();
        await chat.Scenario(x =>
        {
            x.Get("/health/ready");
            x.StatusShouldBe(503);
        });
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task goes_on_when_its_database_connections_were_cut()
    {
        await using var chat = await ChatEsHost.Start("hosting_cut");
        await chat.Tenant("acme");
        var ann = await chat.User("acme", "ann");
        var room = (await chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(ann).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        await using (var db = NpgsqlDataSource.Create(await TestPostgres.Server()))
        {
            await using var cut = db.CreateCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = 'hosting_cut'");
            await cut.ExecuteScalarAsync();
        }

        for (var attempt = 0; ; attempt++)
        {
            var answer = await chat.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages").As(ann).Header("Idempotency-Key", "once").Json("""{"text":"after the cut"}""");
                x.AnyStatus();
            });
            if (answer.Status == 201)
                break;
            answer.Status.ShouldBe(503, answer.Text);
            attempt.ShouldBeLessThan(60);
        }
        (await chat.Scenario(x => x.Get($"/v1/rooms/{room}").As(ann))).Long("lastMessage").ShouldBe(1);
    }

    [Fact]
    public async Task stores_what_was_accepted_before_it_stops()
    {
        var chat = await ChatEsHost.StartOnKestrel("hosting_stop");
        await chat.Tenant("acme");
        var ann = await chat.User("acme", "ann");
        var room = (await chat.Scenario(x =>
        {
            x.Post("/v1/rooms").As(ann).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        var posts = Enumerable.Range(0, 200).Select(async _ =>
        {
            try
            {
                return (await chat.Scenario(x =>
                {
                    x.Post($"/v1/rooms/{room}/messages").As(ann).Json("""{"text":"on the way"}""");
                    x.AnyStatus();
                })).Status;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return 0; // It came too late to be accepted.
            }
        }).ToList();
        await Task.WhenAny(posts);
        await chat.App.StopAsync();
        var answered = (await Task.WhenAll(posts)).Count(status => status == 201);
        await chat.DisposeAsync();

        answered.ShouldBeGreaterThan(0);
        var connection = new NpgsqlConnectionStringBuilder(await TestPostgres.Server()) { Database = "hosting_stop" };
        await using var db = NpgsqlDataSource.Create(connection);
        await using var count = db.CreateCommand("select count(*) from chat.messages");
        ((long)(await count.ExecuteScalarAsync())!).ShouldBeGreaterThanOrEqualTo(answered);
    }

    [Fact]
    public async Task forgets_idempotency_records_after_thirty_days()
    {
        await using var chat = await ChatEsHost.Start("hosting_expired");
        await chat.Tenant("acme");
        var ann = await chat.User("acme", "ann");
        foreach (var key in new[] { "old", "young" })
        {
            await chat.Scenario(x =>
            {
                x.Post("/v1/rooms").As(ann).Header("Idempotency-Key", key).Json("{}");
                x.StatusShouldBe(201);
            });
        }
        var connection = new NpgsqlConnectionStringBuilder(await TestPostgres.Server()) { Database = "hosting_expired" };
        await using var db = NpgsqlDataSource.Create(connection);
        await using (var age = db.CreateCommand("update vault.idempotency set created_at = now() - interval '30 days 1 minute' where key = 'old'"))
            (await age.ExecuteNonQueryAsync()).ShouldBe(1);

        var chore = new ExpiredRecords(chat.Service<IdempotencyRecords>());
        (await chore.Do(TimeProvider.System.GetUtcNow(), default)).ShouldBe(1);
        await using var left = db.CreateCommand("select string_agg(key, ',') from vault.idempotency");
        (await left.ExecuteScalarAsync()).ShouldBe("young");
    }
}
