using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ChatMessages;

public sealed class the_documentation
{
    [Fact]
    public async Task of_chat_messages_shows_real_answers() =>
        (await DemoWorld.Run("chat_messages_documentation", new("docs/dialects/chat-messages.md"))).ShouldBeGreaterThan(14);
}
