using System.Text;
using System.Text.Json.Nodes;
using ChatEs.Api.Dialects.Native;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

/// <summary>That answers are as promised, every scenario of this folder looks at: see <see cref="HostOf{TTests}"/>.</summary>
public sealed class the_openapi_document(HostOf<the_openapi_document> host) : IClassFixture<HostOf<the_openapi_document>>
{
    [Fact]
    public async Task is_openapi_3_1_without_a_fault()
    {
        var text = (await host.Scenario(x => x.Get("/openapi/v1.json"))).Bytes;
        using var stream = new MemoryStream(text);
        var read = await new OpenApiJsonReader().ReadAsync(stream, new Uri("https://example.com/"), new OpenApiReaderSettings(), default);
        read.Diagnostic!.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Diagnostic.Errors.ShouldBeEmpty();
        read.Diagnostic.Warnings.ShouldBeEmpty();
        read.Document!.Paths.Count.ShouldBeGreaterThan(35);
    }

    [Fact]
    public async Task has_every_route_and_no_other()
    {
        var routes = host.Chat.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        var document = await V1Document.Of(host.Chat);
        document.Operations.Select(o => $"{o.Method} {o.Template}").ShouldBe(routes, ignoreOrder: true);
        var ids = document.Operations.Select(o => (string)o.Operation["operationId"]!).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    [Fact]
    public async Task says_of_every_parameter_member_and_answer_what_it_means()
    {
        var document = await V1Document.Of(host.Chat);
        foreach (var (method, template, operation) in document.Operations)
        {
            var called = $"{method} {template}";
            ((string)operation["summary"]!).ShouldNotBeNullOrWhiteSpace(called);
            operation["parameters"]!.AsArray().ShouldAllBe(p => p!["$ref"] != null || ((string)p["description"]!).Length > 0, called);
            operation["responses"]!.AsObject().ShouldAllBe(r => ((string)r.Value!["description"]!).Length > 0, called);
            operation["responses"]!.AsObject().Select(r => r.Key).ShouldContain("401", called);
            foreach (var name in template.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')))
                operation["parameters"]!.AsArray().ShouldContain(p => (string?)p!["name"] == name && (string?)p["in"] == "path", called);
        }
        foreach (var (name, schema) in document.Root["components"]!["schemas"]!.AsObject())
        {
            foreach (var (member, value) in schema!["properties"]!.AsObject())
                ((string?)value!["description"]).ShouldNotBeNullOrWhiteSpace($"{name}.{member}");
        }
    }

    [Fact]
    public async Task names_every_code_that_there_is()
    {
        var promised = (await V1Document.Of(host.Chat)).Root.ToJsonString();
        foreach (var code in NativeCodes.All.Keys.Except(["not_found", "method_not_allowed", "tenant_not_found"]))
            promised.ShouldContain($"\"{code}\"");
    }

    [Fact]
    public async Task shows_examples_that_the_service_takes_and_that_fit_their_schemas()
    {
        var document = await V1Document.Of(host.Chat);
        var tried = 0;
        foreach (var (method, template, operation) in document.Operations)
        {
            if (operation["requestBody"]?["content"]?["application/json"] is not { } content)
                continue;
            foreach (var (_, example) in content["examples"]!.AsObject())
            {
                var body = example!["value"]!;
                new SchemaCheck(document.Root).Faults(body, content["schema"]!).ShouldBeEmpty($"{method} {template}");
                await ShouldBeTaken(method, template, body);
                tried++;
            }
        }
        tried.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task is_browsed_on_a_page_that_needs_nothing_from_elsewhere()
    {
        var page = await host.Scenario(x => x.Get("/docs/index.html"));
        page.Text.ShouldNotContain("http://");
        page.Text.ShouldNotContain("https://");
        var script = await host.Scenario(x => x.Get("/docs/index.js"));
        script.Text.ShouldContain("/openapi/v1.json");
        script.Text.ShouldContain("\"validatorUrl\":\"none\"");
        (await host.Scenario(x => x.Get("/docs/swagger-ui-bundle.js"))).Bytes.Length.ShouldBeGreaterThan(100_000);
        var answer = await host.Scenario(x =>
        {
            x.Get("/docs");
            x.StatusShouldBe(301);
        });
        answer.Header("Location").ShouldNotBeNull().ShouldContain("docs/");
    }

    /// <summary>In a room of alice's own, with message 1 by her, and bob and carol to be named.</summary>
    private async Task ShouldBeTaken(string method, string template, JsonNode body)
    {
        var alice = await host.Chat.User("acme", host.New("alice"));
        foreach (var named in new[] { "bob", "carol" })
            await host.Chat.User("acme", named);
        var room = (await host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(alice).Json("{}");
            x.StatusShouldBe(201);
        })).Long("room");
        await host.Post(room, alice, "one");
        var ofServer = template is "/v1/users" or "/v1/keys" || template.StartsWith("/v1/users/", StringComparison.Ordinal) || template.StartsWith("/v1/webhooks", StringComparison.Ordinal);
        var who = ofServer ? host.Server : alice;
        var path = template.Replace("{room}", $"{room}", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{user}", $"{alice.UserNumber}", StringComparison.Ordinal);
        if (path.Contains("{webhook}", StringComparison.Ordinal))
            path = path.Replace("{webhook}", await Webhook(), StringComparison.Ordinal);
        var answer = await host.Scenario(x =>
        {
            x.To(new HttpMethod(method), path).As(who).Body(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json");
            x.AnyStatus();
        });
        answer.Status.ShouldBeInRange(200, 299, $"{method} {path} {body.ToJsonString()}: {answer.Text}");
    }

    private async Task<string> Webhook() => (await host.Scenario(x =>
    {
        x.Post("/v1/webhooks").As(host.Server).Json("""{"url":"https://hooks.invalid/"}""");
        x.StatusShouldBe(201);
    })).String("webhook")!;
}
