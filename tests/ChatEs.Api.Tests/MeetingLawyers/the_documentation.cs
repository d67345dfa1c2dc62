using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

public sealed class the_documentation
{
    [Fact]
    public async Task of_meetinglawyers_shows_real_answers()
    {
        // A delivery is noted after its answer, so whether the next line shows it is not certain.
        var page = new DocumentedPage(
            "docs/dialects/meetinglawyers.md", @"""status"":""(sent|received)""|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|eyJ[\w-]+\.[\w-]+\.[\w-]+|/files/\d+/");
        (await DemoWorld.Run("ml_documentation", page)).ShouldBe(8);
    }
}
