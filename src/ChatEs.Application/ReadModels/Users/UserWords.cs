using System.Diagnostics;
using ChatEs.Domain.Users;

namespace ChatEs.Application.ReadModels.Users;

/// <summary>How the types of users are spelled in the tables.</summary>
internal static class UserWords
{
    public static string Of(UserType type) => type switch
    {
        UserType.Member => "member",
        UserType.Admin => "admin",
        UserType.Embed => "embed",
        UserType.EmbedInsecure => "embed_insecure",
        _ => throw new UnreachableException($"A user of type {type}."),
    };

    public static UserType Type(string word) => word switch
    {
        "member" => UserType.Member,
        "admin" => UserType.Admin,
        "embed" => UserType.Embed,
        "embed_insecure" => UserType.EmbedInsecure,
        _ => throw new UnreachableException($"A user of type '{word}'."),
    };
}
