using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Tenants;
using ChatEs.Domain.Users;
using FluentValidation;
using Shouldly;

namespace ChatEs.Domain.Tests;

/// <summary>Given these events, when this command comes, then these events follow, or a refusal, or nothing.</summary>
public sealed class Spec
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly IReadOnlyList<IDomainEvent> past;

    private Spec(IReadOnlyList<IDomainEvent> past) => this.past = past;

    public static Spec Given(params IReadOnlyList<IDomainEvent> events) => new(events);

    /// <summary>Asks the validator first, as the service does: a decider may count on it.</summary>
    public Answer When(ICommand command) => Invalid(command) is { } refusal
        ? new Answer((Decision<object>)refusal)
        : new Answer(command switch
        {
            IRoomCommand room => room.Decide(Room(past.Cast<RoomEvent>(), room.Needs), Now),
            IUserCommand user => user.Decide(
                past.Cast<UserEvent>().Aggregate<UserEvent, User>(User.NotRegistered.Instance, User.Evolve), Now),
            ITenantCommand tenant => tenant.Decide(
                past.Cast<TenantEvent>().Aggregate<TenantEvent, Tenant>(Tenant.NotCreated.Instance, Tenant.Evolve), Now),
            _ => throw new ArgumentException($"No stream family knows {command.GetType().Name}.", nameof(command)),
        });

    /// <summary>Records hold lists, which compare by reference; their text tells every member.</summary>
    public static string Tell(object fact) => $"{fact.GetType().Name} {JsonSerializer.Serialize(fact, fact.GetType(), Plain)}";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Converters = { new Number<RoomNumber>(), new Number<UserNumber>(), new Number<MessageNumber>(), new Number<FileNumber>() },
    };

    private sealed class Number<T> : JsonConverter<T> where T : struct, INumber<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            T.From(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }

    /// <summary>As the service has it: evolved, and what no event told is loaded.</summary>
    private static Room Room(IEnumerable<RoomEvent> past, RoomNeeds needs)
    {
        var (room, history) = ((Room)Domain.Rooms.Room.NotCreated.Instance, new RoomHistory());
        foreach (var e in past)
        {
            room = Domain.Rooms.Room.Evolve(room, e);
            history.Apply(e);
        }

        return room.With(history.Points(needs));
    }

    /// <summary>What the validator of the command says; null where it is valid or has none.</summary>
    public static Refusal? Invalid(ICommand command)
    {
        var type = command.GetType().GetNestedType("Validator", BindingFlags.Public);
        if (type is null) return null;

        var errors = ((IValidator)Activator.CreateInstance(type)!).Validate(new ValidationContext<object>(command)).Errors;
        return errors.Count == 0
            ? null
            : new(RefusalCode.Invalid, errors[0].ErrorMessage)
            {
                Details = errors.ConvertAll(error => new InvalidMember(error.PropertyName, error.ErrorMessage)),
            };
    }
}

/// <summary>What came of it.</summary>
public sealed class Answer(IDecision decision)
{
    public Answer Then(params IReadOnlyList<IDomainEvent> events)
    {
        decision.Refusal.ShouldBeNull();
        decision.Events.Select(Spec.Tell).ShouldBe(events.Select(Spec.Tell));
        decision.Result.ShouldNotBeNull();
        return this;
    }

    public Answer ThenNothing()
    {
        decision.Reservations.ShouldBeEmpty();
        decision.Releases.ShouldBeEmpty();
        return Then();
    }

    public void ThenRefused(RefusalCode code, string? saying = null)
    {
        decision.Refusal.ShouldNotBeNull();
        decision.Refusal.Code.ShouldBe(code);
        decision.Refusal.Message.ShouldEndWith(".");
        if (saying is not null) decision.Refusal.Message.ShouldBe(saying);
        decision.Events.ShouldBeEmpty();
        decision.Reservations.ShouldBeEmpty();
        decision.Releases.ShouldBeEmpty();
        decision.Result.ShouldBeNull();
    }

    public void ThenInvalid(string member)
    {
        ThenRefused(RefusalCode.Invalid);
        decision.Refusal!.Details.Select(detail => detail.Member).ShouldBe([member]);
    }

    public Answer With(object result)
    {
        Spec.Tell(decision.Result!).ShouldBe(Spec.Tell(result));
        return this;
    }

    public Answer Reserving(params IReadOnlyList<Reservation> names)
    {
        decision.Reservations.ShouldBe(names);
        return this;
    }

    public Answer Releasing(params IReadOnlyList<Reservation> names)
    {
        decision.Releases.ShouldBe(names);
        return this;
    }
}
