using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary><c>POST reactivate_users</c></summary>
internal sealed class ReactivateUsers(CommandBus bus, RoomLists lists) : QiscusOperation
{
    protected override Task<QiscusProblem?> Answer(QiscusCall call) =>
        Standing.Change(call, bus, lists, user => new ReactivateUser(user, Actor.Server), "reactivated");
}
