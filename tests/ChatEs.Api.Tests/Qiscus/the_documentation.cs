using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

public sealed class the_documentation
{
    [Fact]
    public async Task of_qiscus_shows_real_answers() =>
        (await DemoWorld.Run("qiscus_documentation", new("docs/dialects/qiscus.md"))).ShouldBeGreaterThan(30);
}
