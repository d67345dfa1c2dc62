using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

public sealed class A_test_database
{
    [Fact]
    public async Task is_a_copy_of_its_template_made_anew_each_time()
    {
        var template = await TestPostgres.CreateDatabase("copied \"from\"");
        await using (var source = NpgsqlDataSource.Create(template))
            await Run(source, "create table note (text text); insert into note values ('here')");

        var copy = await TestPostgres.CreateDatabase("copied to", "copied \"from\"");
        await using (var target = NpgsqlDataSource.Create(copy))
        {
            (await Read(target, "select text from note")).ShouldBe("here");
            await Run(target, "insert into note values ('more')");
        }

        await using var again = NpgsqlDataSource.Create(await TestPostgres.CreateDatabase("copied to", "copied \"from\""));
        (await Read(again, "select count(*)::text from note")).ShouldBe("1");
    }

    [Fact]
    public async Task can_be_copied_by_many_at_once()
    {
        await TestPostgres.CreateDatabase("origin");
        var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => TestPostgres.CreateDatabase($"copy {number}", "origin")));
        copies.Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
    }

    [Fact]
    public async Task refuses_a_name_that_postgresql_would_cut() =>
        (await Should.ThrowAsync<ArgumentException>(() => TestPostgres.CreateDatabase(new string('x', 64)))).Message.ShouldContain("63 bytes");

    private static async Task Run(NpgsqlDataSource source, string statement)
    {
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> Read(NpgsqlDataSource source, string query)
    {
        await using var command = source.CreateCommand(query);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
