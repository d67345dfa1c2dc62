using System.Text;
using System.Text.Json;
using ChatEs.Domain.Rooms;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>How links are spelled in the table.</summary>
internal static class MessageWords
{
    public static LinkType Link(string word) => word == "image" ? LinkType.Image : LinkType.Page;

    /// <returns>A JSON array; null for none.</returns>
    public static string? Links(IReadOnlyList<MessageLink>? links)
    {
        if (links is null or [])
            return null;

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var link in links)
            {
                json.WriteStartObject();
                json.WriteString("url", link.Url);
                json.WriteString("type", link.Type == LinkType.Image ? "image" : "page");
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
