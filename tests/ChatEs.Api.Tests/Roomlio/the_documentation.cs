using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Roomlio;

public sealed class the_documentation
{
    [Fact]
    public async Task of_roomlio_shows_real_answers()
    {
        var page = new DocumentedPage("docs/dialects/roomlio.md", @"(rm|usr|msg|lnk)_[0-9a-v]{20}");
        (await DemoWorld.Run("roomlio_documentation", page)).ShouldBe(6);
    }
}
