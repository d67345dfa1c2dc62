using System.Diagnostics;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Tenancy;

public sealed class passwords_of_users(PeopleWorld<passwords_of_users> world) : IClassFixture<PeopleWorld<passwords_of_users>>
{
    private const string Good = "correct horse ☃";

    [Fact]
    public async Task let_in_who_knows_his_own()
    {
        var user = await world.UserWithPassword(Good);
        (await Verify(user.UserId!, Good)).Result!.User.ShouldBe(PeopleWorld<passwords_of_users>.NumberOf(user));
        (await Verify(user.UserId!, Good, on: world.Other)).Result.ShouldNotBeNull();
        (await Verify(user.UserId!, Good + " ")).Refusal!.Code.ShouldBe(RefusalCode.WrongPassword);
        (await Verify(user.UserId!, Good, tenant: "rival")).Refusal!.Code.ShouldBe(RefusalCode.WrongPassword);
    }

    [Fact]
    public async Task are_the_new_ones_once_changed()
    {
        var user = await world.UserWithPassword(Good);
        var changed = await world.Chat.Service<Passwords>()
            .Set(PeopleWorld<passwords_of_users>.NumberOf(user), PeopleWorld<passwords_of_users>.NumberOf(user), "another one", PeopleWorld<passwords_of_users>.Operator, default);
        changed.Result!.Changed.ShouldBeTrue();
        (await Verify(user.UserId!, Good)).Refusal!.Code.ShouldBe(RefusalCode.WrongPassword);
        (await Verify(user.UserId!, "another one")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task say_the_same_of_a_wrong_one_and_of_who_has_none_or_is_not_there()
    {
        var (with, without) = (await world.UserWithPassword(Good), await world.User());
        var refusals = new[]
        {
            await Verify(with.UserId!, "wrong password"), await Verify(without.UserId!, "wrong password"), await Verify("nobody-here", "wrong password"),
            await Verify(with.UserId!, new string('x', 257)), await Verify("no\nname", "wrong password"), await Verify("", ""),
        };
        refusals.Select(r => (r.Refusal!.Code, r.Refusal.Message)).Distinct().Count().ShouldBe(1);
    }

    /// <summary>A look-up without hashing takes a tenth of the time, and less.</summary>
    [Fact]
    public async Task take_as_long_for_who_is_not_there()
    {
        var user = await world.UserWithPassword(Good);
        async Task<double> Median(Func<int, string> name)
        {
            List<double> times = [];
            for (var i = 0; i < 5; i++)
            {
                var watch = Stopwatch.StartNew();
                (await Verify(name(i), "wrong password")).Refusal!.Code.ShouldBe(RefusalCode.WrongPassword);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            return times.Order().ElementAt(2);
        }
        await Median(i => $"warm-{i}");
        var (there, nobody) = (await Median(_ => user.UserId!), await Median(i => $"nobody-{i}"));
        nobody.ShouldBeGreaterThan(there / 4);
    }

    [Fact]
    public async Task have_eight_to_256_characters_that_can_be_stored()
    {
        var user = PeopleWorld<passwords_of_users>.NumberOf(await world.User());
        var service = world.Chat.Service<Passwords>();
        foreach (var bad in new[] { "", "1234567", new string('x', 257), "nul\0nul\0", "12345678\ud800" })
        {
            var refusal = (await service.Set(user, Actor.Server, bad, PeopleWorld<passwords_of_users>.Operator, default)).Refusal!;
            (refusal.Code, refusal.Details.Single().Member).ShouldBe((RefusalCode.Invalid, "Password"));
        }
        foreach (var good in new[] { "12345678", new string('x', 256), "        ", "пароль пароль 😀" })
            (await service.Set(user, Actor.Server, good, PeopleWorld<passwords_of_users>.Operator, default)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task are_changed_by_their_user_or_the_server_alone()
    {
        var (user, another) = (await world.UserWithPassword(Good), await world.User());
        (await world.Chat.Service<Passwords>().Set(
            PeopleWorld<passwords_of_users>.NumberOf(user), PeopleWorld<passwords_of_users>.NumberOf(another), "taken over", PeopleWorld<passwords_of_users>.Operator, default))
            .Refusal!.Code.ShouldBe(RefusalCode.NotAllowed);
        (await world.Chat.Service<Passwords>().Set(new UserNumber(long.MaxValue), Actor.Server, "12345678", PeopleWorld<passwords_of_users>.Operator, default))
            .Refusal!.Code.ShouldBe(RefusalCode.UserNotFound);
        (await Verify(user.UserId!, Good)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task never_stand_in_the_log()
    {
        var user = await world.UserWithPassword("very secret words");
        await using var db = PostgresEventStore.DataSource(world.Chat.ConnectionString, "chat");
        await using var events = db.CreateCommand("select string_agg(data::text, '') from events.mt_events where stream_id = $1");
        events.Parameters.AddWithValue($"user-{user.UserNumber}");
        var log = (string)(await events.ExecuteScalarAsync())!;
        log.ShouldNotContain("secret");
        log.ShouldNotContain(await HashOf(db, user));
    }

    [Fact]
    public async Task hashed_as_in_former_times_are_hashed_anew()
    {
        var user = await world.UserWithPassword(Good);
        await using var db = PostgresEventStore.DataSource(world.Chat.ConnectionString, "chat");
        var former = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV2 }))
            .HashPassword(new object(), Good);
        await using (var age = db.CreateCommand("update vault.passwords set hash = $1 where user_no = $2"))
        {
            age.Parameters.AddWithValue(former);
            age.Parameters.AddWithValue(user.UserNumber!.Value);
            (await age.ExecuteNonQueryAsync()).ShouldBe(1);
        }
        (await Verify(user.UserId!, "wrong password")).Refusal!.Code.ShouldBe(RefusalCode.WrongPassword);
        (await HashOf(db, user)).ShouldBe(former);
        (await Verify(user.UserId!, Good)).Refusal.ShouldBeNull();
        (await HashOf(db, user)).ShouldNotBe(former);
        (await Verify(user.UserId!, Good)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task are_guessed_five_times_at_once_and_no_more()
    {
        var user = await world.UserWithPassword(Good);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Verify(user.UserId!, $"guess number {i}")));
        answers.Count(a => a.Refusal!.Code == RefusalCode.WrongPassword).ShouldBe(5);
        var late = answers.Where(a => a.Refusal!.Code == RefusalCode.TooManyAttempts).ToList();
        late.Count.ShouldBe(35);
        late.ShouldAllBe(a => a.Refusal!.RetryAfter == TimeSpan.FromSeconds(1));
    }

    private Task<Outcome<VerifiedUser>> Verify(string user, string password, string tenant = "acme", ChatEsHost? on = null) =>
        (on ?? world.Chat).Service<Passwords>().Verify(tenant, user, password, client: null, default);

    private static async Task<string> HashOf(NpgsqlDataSource db, Identity user)
    {
        await using var command = db.CreateCommand("select hash from vault.passwords where user_no = $1");
        command.Parameters.AddWithValue(user.UserNumber!.Value);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
