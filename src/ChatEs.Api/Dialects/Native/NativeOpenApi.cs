using System.Text.Json;
using System.Text.Json.Nodes;
using ChatEs.Api.Auth;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>The OpenAPI document, out of the route table and what each operation says about itself.</summary>
internal static class NativeOpenApi
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = Wire.Encoder };

    public static string Document(IReadOnlyList<NativeRoute> routes)
    {
        var schemas = new WireSchemas();
        var paths = new JsonObject();
        foreach (var route in routes)
        {
            if (paths[route.Template] is not JsonObject path)
                paths[route.Template] = path = [];
            path[route.Method.ToLowerInvariant()] = new NativeOpenApiOperation(route, schemas).Json();
        }
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "ChatEs /v1", ["version"] = "1", ["description"] = WhatHoldsForAll },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["secretKey"] = new JsonArray() }, new JsonObject { ["userToken"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas.All,
                ["parameters"] = Headers(),
                ["securitySchemes"] = new JsonObject
                {
                    ["secretKey"] = Bearer("A secret key, sk_…: it acts for its whole tenant, or for the user named in X-ChatEs-User."),
                    ["auditorKey"] = Bearer("An auditor key, sk_…: it reads the log and the past of its tenant, and nothing else."),
                    ["analyticsKey"] = Bearer("An analytics key, sk_…: it reads the reports of its tenant, and nothing else."),
                    ["userToken"] = Bearer("A user's token, ut_…: it acts for its user."),
                },
            },
        };
        return document.ToJsonString(Options);
    }

    public static readonly (string Component, string Name, string Meaning, int Most)[] HeaderParameters =
    [
        ("User", ActingUsers.Header, "The external id of the user that a secret key acts for: UTF-8, percent-encoded or not.", 3 * Validation.LongestExternalId),
        ("RequestId", RequestHeaders.RequestId, "Names the request in the answer, the log and the events: visible ASCII characters.", 128),
        ("IdempotencyKey", RequestHeaders.IdempotencyKey, "The same request again gets the first result, for 30 days: visible ASCII characters.", 255),
        ("IfNoneMatch", "If-None-Match", "The ETag of the answer that the client has: 304 where it still holds.", 8192),
    ];

    private static readonly string WhatHoldsForAll = $"""
        Bodies are JSON objects in UTF-8 of at most {ChatEsService.LargestBody:N0} bytes and {Json.Deepest} levels, whatever the Content-Type says, except
        where files are taken. Unknown members are passed over and null is as good as left out; a member of a wrong type or
        given twice is refused, and so is a query value that an operation does not know. Members without a value are left out
        of answers. Times are ISO 8601 in UTC. Refusals are application/problem+json with a stable code.
        """;

    private static JsonObject Headers()
    {
        var all = new JsonObject();
        foreach (var (component, name, meaning, most) in HeaderParameters)
        {
            all[component] = new JsonObject
            {
                ["name"] = name,
                ["in"] = "header",
                ["description"] = meaning,
                ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = most },
            };
        }
        return all;
    }

    private static JsonObject Bearer(string description) =>
        new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };
}
