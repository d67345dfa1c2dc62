using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;
using static ChatEs.Api.Tests.Import.ImportWorld;

namespace ChatEs.Api.Tests.Import;

public sealed class importing_beside_others(ImportWorld world) : IClassFixture<ImportWorld>
{
    [Fact]
    public async Task three_imports_of_one_file_at_the_same_time_give_its_messages_once()
    {
        var (alone, shared, file) = (await world.Tenant(), await world.Tenant(), await File.ReadAllBytesAsync(Sample));
        await world.Import(alone, file);
        await using var other = await world.Host.StartAnother();
        var reports = await Task.WhenAll(
            world.Import(shared, file, linesPerChunk: 90),
            world.Import(shared, file, linesPerChunk: 70, by: other),
            world.Import(shared, file, linesPerChunk: 110));

        (await world.Content(shared)).ShouldBe(await world.Content(alone));
        reports.Sum(r => r.Posted).ShouldBe(3635);
        reports.ShouldAllBe(r => r.Posted + r.Rooms.Sum(room => room.Nicks + room.AlreadyThere) == 3676 && r.BadCount == 0);
    }

    [Fact]
    public async Task three_imports_of_all_that_people_do_at_the_same_time_do_it_once()
    {
        var (alone, shared, file) = (await world.Tenant(), await world.Tenant(), Bytes(LivelyFile.Lines(1_500)));
        await world.Import(alone, file);
        await using var other = await world.Host.StartAnother();
        await Task.WhenAll(
            world.Import(shared, file, linesPerChunk: 90), world.Import(shared, file, linesPerChunk: 70, by: other),
            world.Import(shared, file, linesPerChunk: 110));

        (await world.Log(shared)).ShouldBe(await world.Log(alone));
        (await world.Content(shared)).ShouldBe(await world.Content(alone));
        (await world.Details(shared)).ShouldBe(await world.Details(alone));
    }

    [Fact]
    public async Task strangers_who_post_in_between_change_neither_order_nor_quotes()
    {
        var tenant = await world.Tenant();
        var lines = Enumerable.Range(1, 3_000).Select(i => Message($"{i}", $"line {i}", replyTo: i > 1 ? $"{i - 1}" : null)).ToList();
        await world.Import(tenant, Bytes(lines[0]));
        using var done = new CancellationTokenSource();
        await using var other = await world.Host.StartAnother();
        var strangers = Task.WhenAll(Chatter(world.Host, tenant, "mallory", done.Token), Chatter(other, tenant, "trudy", done.Token));
        await world.Import(tenant, Bytes(lines), linesPerChunk: 50);
        await done.CancelAsync();
        (await strangers).ShouldAllBe(posts => posts > 0);

        await using var command = world.Db.CreateCommand("""
            select m.text, q.text from messages m
              left join messages q on q.tenant_id = m.tenant_id and q.room = m.room and q.number = m.reply_to
             where m.tenant_id = $1 and m.text like 'line %' order by m.number
            """);
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<(string, string?)>();
        while (await reader.ReadAsync())
            found.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)));
        found.ShouldBe(Enumerable.Range(1, 3_000).Select(i => ($"line {i}", i > 1 ? $"line {i - 1}" : null)));
    }

    [Fact]
    public void however_a_file_is_cut_and_its_parts_overlap_the_end_is_the_same() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(25),
        Prop.ForAll(Cuts, cut => Holds(cut).GetAwaiter().GetResult()));

    private static Arbitrary<Cut> Cuts => (
        from lines in (
            from room in Gen.Choose(1, 3)
            from author in Gen.Choose(1, 4)
            from back in Gen.Choose(0, 6)
            from kind in Gen.Choose(0, LivelyFile.Kinds - 1)
            select (room, author, back, kind)).ListOf()
        from ends in Gen.Choose(0, 40).ListOf()
        from half in Gen.Choose(0, 20)
        from chunk in Gen.Choose(1, 7)
        select new Cut([.. lines], [.. ends.Take(3)], half * 2, chunk)).ToArbitrary();

    private async Task Holds(Cut cut)
    {
        var lines = cut.Lines.Select((l, i) => LivelyFile.Line(i, l.Room, l.Author, l.Back, l.Kind)).ToList();
        var (whole, parts, halves, rooms) = (await world.Tenant(), await world.Tenant(), await world.Tenant(), await world.Tenant());
        await world.Import(whole, Bytes(lines));
        foreach (var end in cut.Ends)
            await world.Import(parts, Bytes(lines.Take(end)), cut.LinesPerChunk);
        await world.Import(parts, Bytes(lines), cut.LinesPerChunk);
        await world.Import(halves, Bytes(lines.Take(cut.Half)), cut.LinesPerChunk);
        await world.Import(halves, Bytes(lines.Skip(cut.Half)), cut.LinesPerChunk);
        await Task.WhenAll(Enumerable.Range(1, 3).Select(room => world.Import(
            rooms, Bytes(lines.Where((_, i) => cut.Lines[i].Room == room)), cut.LinesPerChunk)));

        var (log, content, details) = (await world.Log(whole), await world.Content(whole), await world.Details(whole));
        content.Count.ShouldBe(cut.Lines.Count(l => l.Kind is not (5 or 6)));
        foreach (var tenant in new[] { parts, halves, rooms })
        {
            (await world.Log(tenant)).ShouldBe(log);
            (await world.Content(tenant)).ShouldBe(content);
            (await world.Details(tenant)).ShouldBe(details);
        }
    }

    /// <returns>How many messages got in between.</returns>
    private static async Task<int> Chatter(ChatEsHost host, string tenant, string name, CancellationToken done)
    {
        var context = TenantAdministration.Operator(tenant);
        var user = (await host.Service<UserDirectory>().Register(name, null, context, default)).Result!.User;
        var room = await host.Service<RoomQueries>().ByKey(tenant, "#a", null, default);
        var posts = 0;
        for (; !done.IsCancellationRequested; posts++)
        {
            var noise = new PostMessage(room!.Number, Guid.CreateVersion7(), user, MessageKind.Text, "noise");
            (await host.Service<CommandBus>().Send(noise, context, CancellationToken.None)).Refusal.ShouldBeNull();
        }
        return posts;
    }

    /// <param name="Ends">The file is imported up to each of these lines, one import after the other, and then whole.</param>
    /// <param name="Half">The file is cut in two here, where the time changes, and imported as two files.</param>
    private sealed record Cut(
        IReadOnlyList<(int Room, int Author, int Back, int Kind)> Lines, IReadOnlyList<int> Ends, int Half, int LinesPerChunk);
}
