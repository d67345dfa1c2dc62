using System.Threading.Channels;
using ChatEs.Api.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

public sealed class keeping_house
{
    [Fact]
    public async Task does_every_chore_at_the_start_and_every_hour_though_one_fails()
    {
        var (clock, broken, sound) = (new HandWoundClock(), new Chore(fails: true), new Chore(fails: false));
        using var house = new Housekeeping([broken, sound], clock, NullLogger<Housekeeping>.Instance);
        await house.StartAsync(default);
        for (var round = 1; round <= 3; round++)
        {
            await sound.Done();
            (broken.Times, sound.Times).ShouldBe((round, round));
            clock.Strike();
        }
        clock.Period.ShouldBe(TimeSpan.FromHours(1));
        await house.StopAsync(default);
    }

    private sealed class Chore(bool fails) : IChore
    {
        private readonly Channel<int> _rounds = Channel.CreateUnbounded<int>();

        public string Of => "things";

        public int Times { get; private set; }

        public Task<int> Do(DateTimeOffset now, CancellationToken cancellation)
        {
            _rounds.Writer.TryWrite(++Times).ShouldBeTrue();
            return fails ? throw new InvalidOperationException("It cannot be done.") : Task.FromResult(1);
        }

        public Task<int> Done() => _rounds.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private sealed class HandWoundClock : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];

        public TimeSpan Period { get; private set; }

        public void Strike() => _timers.ForEach(timer => timer.Callback(timer.State));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Period = period;
            _timers.Add((callback, state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
