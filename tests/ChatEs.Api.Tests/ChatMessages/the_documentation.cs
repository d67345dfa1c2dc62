using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ChatMessages;

public sealed class the_documentation
{
    [Fact]
    public async Task of_chat_messages_shows_lines_that_work()
    {
        await using var chat = await ChatEsHost.StartOnKestrel("chat_messages_documentation");
        var page = new DocumentedPage("docs/dialects/chat-messages.md", await DocumentedWorld.Make(chat));
        (await page.Run(chat.Client.BaseAddress!)).ShouldBeGreaterThan(14);
    }
}
