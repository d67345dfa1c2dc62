using System.Globalization;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// The conditions of a filter upon <c>messages x</c>, those only that it asks for: one that may be null, spelled "or is
/// null", keeps a plan from using the index. So there are as many statements as kinds of filter, each made of constants
/// and numbered parameters.
/// </summary>
internal static class MessageConditions
{
    /// <param name="parameters">Those of the statement so far; the conditions add theirs.</param>
    public static string Of(MessageFilter? filter, List<NpgsqlParameter> parameters)
    {
        if (filter is null)
            return "";

        var conditions = filter.MainThreadOnly ? " and x.parent is null" : "";
        if (filter.Parent is { } parent)
            Add("x.parent =", Sql.Number(parent.Value));
        if (filter.Session is { } session)
            Add("x.session =", Sql.Text(session));
        if (filter.Author is { } author)
            Add("x.author =", Sql.Number(author.Value));
        if (filter.From is { } from)
            Add("x.shown_at >=", Sql.Time(from));
        if (filter.Until is { } until)
            Add("x.shown_at <", Sql.Time(until));
        return conditions;

        void Add(string condition, NpgsqlParameter value)
        {
            parameters.Add(value);
            conditions += string.Create(CultureInfo.InvariantCulture, $" and {condition} ${parameters.Count}");
        }
    }
}
