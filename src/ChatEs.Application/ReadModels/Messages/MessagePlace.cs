using ChatEs.Domain;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>Where a message stands.</summary>
public readonly record struct MessagePlace(string Tenant, RoomNumber Room, MessageNumber Number);
