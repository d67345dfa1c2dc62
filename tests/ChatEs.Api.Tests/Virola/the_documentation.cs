using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class the_documentation
{
    [Fact]
    public async Task of_virola_shows_real_answers() =>
        (await DemoWorld.Run("virola_documentation", new("docs/dialects/virola.md"))).ShouldBeGreaterThan(20);
}
