using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using ChatEs.EventStore;

namespace ChatEs.Application.Webhooks;

/// <summary>The types of events that a webhook can ask for, in the words of its form.</summary>
public static class WebhookTypes
{
    public const string MessageCreated = "message_created";
    public const string MessageUpdated = "message_updated";
    public const string PostCommentMobile = "post_comment_mobile";
    public const string PostCommentRest = "post_comment_rest";

    /// <summary>What a test sends.</summary>
    public const string Ping = "ping";

    /// <summary>What happens in rooms and to users, by its stored names.</summary>
    public static IReadOnlyList<string> Own { get; } =
    [
        .. EventTable.Create().Names
            .Where(name => name.Value.IsSubclassOf(typeof(RoomEvent)) || name.Value.IsSubclassOf(typeof(UserEvent)) || name.Value == typeof(PersonalDataErased))
            .Select(name => name.Key).Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> Of(WebhookForm form) => form switch
    {
        WebhookForm.MeetingLawyers => [MessageCreated, MessageUpdated],
        WebhookForm.Qiscus => [PostCommentMobile, PostCommentRest],
        _ => Own,
    };
}
