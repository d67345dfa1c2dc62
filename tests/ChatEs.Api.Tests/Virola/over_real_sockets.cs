using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

/// <summary>What a test server does not do: limits of the body, odd addresses, and answers of some length.</summary>
public sealed class over_real_sockets : IAsyncLifetime
{
    private ChatEsHost _chat = null!;
    private Identity _ann = null!;
    private RoomNumber _room;
    private long _message;

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.StartOnKestrel("virola_over_real_sockets");
        await _chat.Tenant("acme");
        _ann = await _chat.User("acme", "ann");
        _room = await _chat.Service<Numbers>().NextRoom(default);
        var ann = new UserNumber(_ann.UserNumber!.Value);
        await Do(new CreateRoom(_room, RoomVisibility.Private, "Lounge", Key: null, ann, []));
        _message = (await Do(new PostMessage(_room, Guid.CreateVersion7(), ann, MessageKind.Text, "see"))).Id();
    }

    public ValueTask DisposeAsync() => _chat.DisposeAsync();

    [Fact]
    public async Task a_file_that_is_larger_than_any_json_body_goes_up_and_down_whatever_stands_for_its_name()
    {
        var bytes = new byte[5 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        await _chat.Scenario(x =>
        {
            x.Post($"/api/v1/messages/{_message}/attachments").As(_ann).Content(Virola.Form(("files", "50%%20off .bin", bytes)));
            x.DoneShouldBe();
        });
        var file = (await _chat.Scenario(x => x.Get($"/api/v1/rooms/{_room}/messages").As(_ann))).Json.GetProperty("messages")[0]
            .GetProperty("attachments")[0].GetProperty("attachmentId").GetInt64();
        foreach (var name in new[] { "50%%20off%20.bin", "%", "%zz", "%C3%A9", "a%2Fb", "..%2F..%2Fx" })
        {
            // An address as the vendor's client writes it is not one that the framework would make.
            var url = new Uri(_chat.Client.BaseAddress!, $"/api/v1/attachments/{file}/{name}");
            var answer = await _chat.Scenario(x => x.To(HttpMethod.Get, url).As(_ann));
            answer.Bytes.ShouldBe(bytes, name);
        }
    }

    [Fact]
    public async Task too_much_of_anything_is_refused_in_the_dialects_own_words()
    {
        foreach (var megabytes in new[] { 26, 40 })
        {
            await _chat.Scenario(x =>
            {
                x.Post($"/api/v1/messages/{_message}/attachments").As(_ann).Content(Virola.Form(("files", "large", new byte[megabytes << 20])));
                x.ErrorShouldBe(413);
            });
        }
        await _chat.Scenario(x =>
        {
            x.Post($"/api/v1/rooms/{_room}/messages").As(_ann).Json($$"""{"content":"{{new string('x', 3 << 19)}}"}""");
            x.ErrorShouldBe(413);
        });
    }

    [Fact]
    public async Task a_long_answer_arrives_whole()
    {
        var ann = new UserNumber(_ann.UserNumber!.Value);
        var text = new string('é', 5_000);
        await Do(new InOrder(_room, [.. Enumerable.Range(0, 300).Select(_ => new Queued(new PostMessage(_room, Guid.CreateVersion7(), ann, MessageKind.Text, text)))]));
        var answer = await _chat.Scenario(x => x.Get($"/api/v1/rooms/{_room}/messages").As(_ann));
        answer.Texts().Count.ShouldBe(301);
        answer.Texts().Skip(1).ShouldAllBe(shown => shown == text);
    }

    private async Task<TResult> Do<TResult>(ICommand<TResult> command) where TResult : class =>
        (await _chat.Service<CommandBus>().Send(command, TenantAdministration.Operator("acme")))
        .Match(result => result, refusal => throw new InvalidOperationException(refusal.Message));
}
