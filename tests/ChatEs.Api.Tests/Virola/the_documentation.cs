using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class the_documentation
{
    [Fact]
    public async Task of_virola_shows_lines_that_work()
    {
        await using var chat = await ChatEsHost.StartOnKestrel("virola_documentation");
        var page = new DocumentedPage("docs/dialects/virola.md", await DocumentedWorld.Make(chat));
        (await page.Run(chat.Client.BaseAddress!)).ShouldBeGreaterThan(20);
    }
}
