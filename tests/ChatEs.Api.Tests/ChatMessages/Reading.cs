using ChatEs.Testing;

namespace ChatEs.Api.Tests.ChatMessages;

internal static class Reading
{
    public static IReadOnlyList<string> Ids(this Answer answer) =>
        [.. answer.Json.EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    public static string Texts(this Answer answer) =>
        string.Join(' ', answer.Json.EnumerateArray().Select(item => item.GetProperty("text").GetString()));

    /// <summary>A refusal as FeathersJS shapes it; <paramref name="members"/> are those that it names as wrong.</summary>
    public static void ErrorShouldBe(this Scenario x, int status, string name, string className, params string[] members)
    {
        x.StatusShouldBe(status);
        x.HeaderShouldBe("Content-Type", "application/json; charset=utf-8");
        x.AnswerShould(answer =>
        {
            var errors = string.Join(',', members.Select(member => $"\"{member}\":\"<text>\""));
            Golden.ShouldMatch(
                $$$"""{"name":"{{{name}}}","message":"<text>","code":{{{status}}},"className":"{{{className}}}","errors":{ {{{errors}}} } }""", answer.Bytes);
        });
    }
}
