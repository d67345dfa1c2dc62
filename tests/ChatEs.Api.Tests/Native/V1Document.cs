using System.Text.Json.Nodes;
using ChatEs.Testing;
using Shouldly;

namespace ChatEs.Api.Tests.Native;

/// <summary>The OpenAPI document as the service serves it, and whether an answer is one of those that it promises.</summary>
internal sealed class V1Document(JsonObject root)
{
    private static readonly string[] Everywhere = ["not_found", "method_not_allowed"];

    public JsonObject Root => root;

    public IEnumerable<(string Method, string Template, JsonObject Operation)> Operations => root["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject().Select(operation => (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject())));

    public static async Task<V1Document> Of(ChatEsHost host) =>
        new(JsonNode.Parse((await host.Scenario(x => x.Get("/openapi/v1.json"))).Text)!.AsObject());

    /// <summary>Every answer of every scenario comes by here: what the document does not promise must not go out.</summary>
    public void ShouldPromise(Answer answer)
    {
        if (!answer.Path.StartsWith("/v1/", StringComparison.Ordinal) || Find(answer) is not { } operation)
            return;
        var called = $"{answer.Method} {answer.Path}: {answer.Status} {answer.Text}";
        var response = operation["responses"]![$"{answer.Status}"].ShouldNotBeNull($"The document does not promise {called}").AsObject();
        if (response["content"] is not JsonObject content)
        {
            answer.Bytes.ShouldBeEmpty(called);
            return;
        }
        if (content.Count > 1 && content.FirstOrDefault(type => answer.ContentType!.StartsWith(type.Key, StringComparison.Ordinal)) is { Value: { } one } chosen)
            content = new JsonObject { [chosen.Key] = one.DeepClone() };
        if (content.Select(type => type.Key).Single() is "text/csv")
        {
            answer.ContentType.ShouldBe("text/csv; charset=utf-8; header=present", called);
            return;
        }
        if (content.Select(type => type.Key).Single() is "image/*")
        {
            answer.ContentType!.ShouldStartWith("image/");
            return;
        }
        if (content.Select(type => type.Key).Single() is "text/plain")
        {
            answer.ContentType.ShouldBe("text/plain; charset=utf-8");
            return;
        }
        var (type, schema) = (content.Single().Key, content.Single().Value!["schema"]!);
        answer.ContentType.ShouldBe(type, called);
        foreach (var body in type == "application/x-ndjson" ? answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [answer.Text])
            new SchemaCheck(root).Faults(JsonNode.Parse(body), schema).ShouldBeEmpty(called);
    }

    /// <returns>Null for a path or method that is not there.</returns>
    private JsonObject? Find(Answer answer)
    {
        var path = answer.Path.Split('/');
        var found = Operations.Where(o => o.Method == answer.Method && Matches(o.Template.Split('/'), path))
            .OrderBy(o => o.Template.Count(c => c == '{')).Select(o => o.Operation).FirstOrDefault();
        if (found is null)
            Everywhere.ShouldContain(answer.String("code")!);
        return found;
    }

    private static bool Matches(string[] template, string[] path) => template.Length == path.Length
        && template.Zip(path).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0));
}
