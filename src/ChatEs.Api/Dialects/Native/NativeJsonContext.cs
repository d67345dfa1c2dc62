using System.Text.Json.Serialization;
using ChatEs.Api.Http;

namespace ChatEs.Api.Dialects.Native;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = Json.Deepest)]
[JsonSerializable(typeof(CreateRoomBody))]
[JsonSerializable(typeof(UpdateRoomBody))]
[JsonSerializable(typeof(AvatarUrlBody))]
[JsonSerializable(typeof(UsersBody))]
[JsonSerializable(typeof(PostMessageBody))]
[JsonSerializable(typeof(EditMessageBody))]
[JsonSerializable(typeof(MarkSeenBody))]
[JsonSerializable(typeof(MarkDeliveredBody))]
[JsonSerializable(typeof(RegisterUserBody))]
[JsonSerializable(typeof(ChangeProfileBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(IssueKeyBody))]
[JsonSerializable(typeof(RoomBody))]
[JsonSerializable(typeof(RoomsBody))]
[JsonSerializable(typeof(AvatarBody))]
[JsonSerializable(typeof(ChangedBody))]
[JsonSerializable(typeof(UserBody))]
[JsonSerializable(typeof(UserListBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(AddedBody))]
[JsonSerializable(typeof(RemovedBody))]
[JsonSerializable(typeof(ParticipantsBody))]
[JsonSerializable(typeof(TenantBody))]
[JsonSerializable(typeof(KeysBody))]
[JsonSerializable(typeof(IssuedKeyBody))]
[JsonSerializable(typeof(PostedBody))]
[JsonSerializable(typeof(EditedBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(MessagesBody))]
[JsonSerializable(typeof(FileBody))]
[JsonSerializable(typeof(FilesBody))]
[JsonSerializable(typeof(ReactionsBody))]
[JsonSerializable(typeof(ReceiptsBody))]
[JsonSerializable(typeof(DeliveredBody))]
[JsonSerializable(typeof(UnreadBody))]
[JsonSerializable(typeof(AllUnreadBody))]
[JsonSerializable(typeof(MeBody))]
[JsonSerializable(typeof(EventLineBody))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class NativeJsonContext : JsonSerializerContext;
