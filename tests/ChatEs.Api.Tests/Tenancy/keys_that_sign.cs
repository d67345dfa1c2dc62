using System.Security.Cryptography;
using ChatEs.Application.Vault;
using ChatEs.EventStore;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Tenancy;

public sealed class keys_that_sign(PeopleWorld<keys_that_sign> world) : IClassFixture<PeopleWorld<keys_that_sign>>
{
    [Fact]
    public async Task are_the_same_in_every_process_however_many_make_the_first()
    {
        await using var third = await world.Chat.StartAnother();
        var made = await Task.WhenAll(new[] { world.Chat, world.Other, third }.SelectMany(host =>
            Enumerable.Range(0, 8).Select(_ => Task.Run(async () => Convert.ToHexString(await host.Service<SigningKeys>().Get("race", default))))));
        made.Distinct().Count().ShouldBe(1);
        made[0].Length.ShouldBe(64);

        await using var later = await world.Chat.StartAnother();
        Convert.ToHexString(await later.Service<SigningKeys>().Get("race", default)).ShouldBe(made[0]);
        Convert.ToHexString(await later.Service<SigningKeys>().Get("another purpose", default)).ShouldNotBe(made[0]);
    }

    [Fact]
    public async Task lie_encrypted()
    {
        var key = await world.Chat.Service<SigningKeys>().Get("kept", default);
        await using var db = PostgresEventStore.DataSource(world.Chat.ConnectionString, "chat");
        await using var command = db.CreateCommand("select protected_key from vault.signing_keys where purpose = 'kept'");
        var stored = (byte[])(await command.ExecuteScalarAsync())!;
        Convert.ToHexString(stored).ShouldNotContain(Convert.ToHexString(key));
        Should.Throw<CryptographicException>(() => world.Chat.Service<KeyRing>().Unprotect("signing key: another", stored));
        world.Other.Service<KeyRing>().Unprotect("signing key: kept", stored).ShouldBe(key);
    }

    [Fact]
    public async Task protected_with_a_key_that_another_process_made_since_can_be_read()
    {
        // A database of its own: without its key ring nothing else in it could be read.
        await using var fresh = await ChatEsHost.Start("tenancy_a_key_made_since");
        var ring = fresh.Service<KeyRing>();
        ring.Protect("secrets", [1]).ShouldNotBeEmpty();
        await using (var db = PostgresEventStore.DataSource(fresh.ConnectionString, "chat"))
        await using (var forget = db.CreateCommand("delete from vault.data_protection_keys"))
            await forget.ExecuteNonQueryAsync();
        await using var another = await fresh.StartAnother();
        var secret = another.Service<KeyRing>().Protect("secrets", [1, 2, 3]);
        ring.Unprotect("secrets", secret).ShouldBe([1, 2, 3]);
    }
}
