using System.Text;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;

namespace ChatEs.Api.Tests.Virola;

internal static class Virola
{
    public const string Password = "correct horse battery";

    public const string WrongBearer = "Wrong Bearer, please renew Web API Access Token";

    /// <summary>The whole refusal, in the vendor's shape.</summary>
    public static void ErrorShouldBe(this Scenario x, int status, string? text = null)
    {
        x.StatusShouldBe(status);
        x.HeaderShouldBe("Content-Type", "application/json; charset=utf-8");
        x.AnswerShould(answer =>
        {
            Golden.ShouldMatch($$"""{"errorText":"<text>","httpStatusCode":{{status}}}""", answer.Bytes);
            if (text is not null)
                answer.String("errorText").ShouldBe(text);
        });
    }

    public static void DoneShouldBe(this Scenario x) => x.BodyShouldBe("""{"httpStatusCode":200}""");

    public static async Task SetPassword(this ChatEsHost chat, Identity user, string password = Password)
    {
        var number = new UserNumber(user.UserNumber!.Value);
        var outcome = await chat.Service<Passwords>().Set(number, Actor.Server, password, TenantAdministration.Operator(user.Tenant), default);
        outcome.Refusal.ShouldBeNull();
    }

    /// <summary>The id of a new session.</summary>
    public static async Task<string> Login(this ChatEsHost chat, string userName, string password = Password) =>
        (await chat.Scenario(x => x.Post("/api/v1/login").Json($$"""{"userName":"{{userName}}","password":"{{password}}"}"""))).String("userSessionId")!;

    public static Scenario With(this Scenario x, string session) => x.Header("Cookie", $"VirolaUserSessionId={session}");

    public static long Id(this MessagePostedResult posted) => posted.Number.IdIn(posted.Room);

    public static IReadOnlyList<string> Texts(this Answer answer) =>
        [.. answer.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString()!)];

    public static IReadOnlyList<long> Ids(this Answer answer) =>
        [.. answer.Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("messageId").GetInt64())];

    /// <summary>As a browser writes it: names in quotes, in UTF-8. The framework's own content would not.</summary>
    public static ByteArrayContent Form(params (string Field, string Name, byte[] Bytes)[] files)
    {
        using var body = new MemoryStream();
        foreach (var (field, name, bytes) in files)
        {
            body.Write(Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n"));
            body.Write(bytes);
            body.Write("\r\n"u8);
        }
        body.Write("--b--\r\n"u8);
        var content = new ByteArrayContent(body.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        return content;
    }
}
