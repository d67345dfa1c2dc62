using System.Text.Json.Serialization;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>What a user may do in a room, by the 24 names of the vendor. What this service has not is false for everybody.</summary>
/// <param name="isOpen">An archived room is read and does not change.</param>
internal sealed class PermissionsBody(bool isOpen)
{
    [JsonPropertyName("canAttachOrDeleteFilesInOwnMessagesInDiscussion")]
    public bool CanAttachOrDeleteFilesInOwnMessagesInDiscussion => isOpen;

    [JsonPropertyName("canAttachOrDeleteFilesInOwnMessagesInMainThread")]
    public bool CanAttachOrDeleteFilesInOwnMessagesInMainThread => isOpen;

    [JsonPropertyName("canChangePropertiesOfUnrelatedIssues")]
    public bool CanChangePropertiesOfUnrelatedIssues => false;

    [JsonPropertyName("canCreateIssues")]
    public bool CanCreateIssues => false;

    [JsonPropertyName("canCreateMeetings")]
    public bool CanCreateMeetings => false;

    [JsonPropertyName("canEditOrDeleteOwnMessagesInDiscussion")]
    public bool CanEditOrDeleteOwnMessagesInDiscussion => isOpen;

    [JsonPropertyName("canEditOrDeleteOwnMessagesInMainThread")]
    public bool CanEditOrDeleteOwnMessagesInMainThread => isOpen;

    [JsonPropertyName("canIntercomListen")]
    public bool CanIntercomListen => false;

    [JsonPropertyName("canIntercomStreamVideo")]
    public bool CanIntercomStreamVideo => false;

    [JsonPropertyName("canIntercomTalk")]
    public bool CanIntercomTalk => false;

    [JsonPropertyName("canIntercomWatchVideo")]
    public bool CanIntercomWatchVideo => false;

    [JsonPropertyName("canReactToMessagesWithEmojiInDiscussion")]
    public bool CanReactToMessagesWithEmojiInDiscussion => isOpen;

    [JsonPropertyName("canReactToMessagesWithEmojiInMainThread")]
    public bool CanReactToMessagesWithEmojiInMainThread => isOpen;

    [JsonPropertyName("canRecordMeetings")]
    public bool CanRecordMeetings => false;

    [JsonPropertyName("canSendFilesIntoRoomInDiscussion")]
    public bool CanSendFilesIntoRoomInDiscussion => isOpen;

    [JsonPropertyName("canSendFilesIntoRoomInMainThread")]
    public bool CanSendFilesIntoRoomInMainThread => isOpen;

    [JsonPropertyName("canSendMessagesInDiscussion")]
    public bool CanSendMessagesInDiscussion => isOpen;

    [JsonPropertyName("canSendMessagesInMainThread")]
    public bool CanSendMessagesInMainThread => isOpen;

    [JsonPropertyName("canSendNudge")]
    public bool CanSendNudge => false;

    [JsonPropertyName("canShareScreen")]
    public bool CanShareScreen => false;

    [JsonPropertyName("canUseIntercom")]
    public bool CanUseIntercom => false;

    [JsonPropertyName("uiCanSeeRoomSidebar")]
    public bool UiCanSeeRoomSidebar => true;

    [JsonPropertyName("uiCanSeeWhoReadMessageInDiscussion")]
    public bool UiCanSeeWhoReadMessageInDiscussion => true;

    [JsonPropertyName("uiCanSeeWhoReadMessageInMainThread")]
    public bool UiCanSeeWhoReadMessageInMainThread => true;
}
