using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class rooms_that_change_keys(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    [Fact]
    public async Task may_change_places_and_make_room_for_a_new_one_in_one_batch()
    {
        var log = new ChatLog().Room("a", 1, RoomVisibility.Private, key: "one").Room("a", 2, RoomVisibility.Private, key: "two");
        await database.Given(log);
        var before = log.Events.Count;

        log.Update(1, "a", "hall").Update(2, "b", "one").Update(1, "a", "two").Room("a", 3, RoomVisibility.Private, key: "hall");
        await database.Append([.. log.Events.Skip(before)]);

        (await KeyOf("one"), await KeyOf("two"), await KeyOf("hall")).ShouldBe((2, 1, 3));
    }

    private async Task<long?> KeyOf(string key) => (await new RoomQueries(database.Db, HeldReads.None).ByKey("a", key, null, default))?.Number.Value;
}
