using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Conformance.Catalogue;

namespace Holdfast.Cli.Check.Clients;

/// <summary>The value of <c>--clients</c>: the number of clients of a random walk, or the names of the clients to check.</summary>
internal sealed partial record ClientValues
{
    /// <summary>How many clients a random walk has where nothing is said.</summary>
    public const int WalkingByDefault = 8;

    public int Walking { get; private init; } = WalkingByDefault;

    /// <summary>The clients to check; none where a server is checked.</summary>
    public IReadOnlyList<ClientChoice> Checked { get; private init; } = [];

    public static ClientValues Parse(ArgumentResult result)
    {
        if (!AreNames(result.Tokens))
        {
            return new ClientValues { Walking = Count(result, result.Tokens[0].Value) };
        }

        var chosen = result.Tokens.Select(token => token.Value)
            .SelectMany(value => value.Contains('=', StringComparison.Ordinal) ? [Command(result, value)] : Named(result, value)).ToList();
        foreach (var twice in chosen.GroupBy(choice => choice.Name).Where(same => same.Count() > 1))
        {
            result.AddError($"'--clients' names '{twice.Key}' more than once. Give each client a name of its own.");
        }

        return new ClientValues { Checked = chosen };
    }

    /// <summary>Whether the values name clients, and are not a number of them.</summary>
    public static bool AreNames(IReadOnlyList<Token> values) =>
        values is not [var only] || !only.Value.All(letter => char.IsAsciiDigit(letter) || letter is '-');

    private static int Count(ArgumentResult result, string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
        {
            result.AddError($"'{text}' is not a value for '--clients'. Expected a whole number from 1, or names of clients.");
        }

        return count;
    }

    private static ClientChoice Command(ArgumentResult result, string token)
    {
        var (name, command) =
            (token[..token.IndexOf('=', StringComparison.Ordinal)], token[(token.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        if (!Name().IsMatch(name) || command.Trim().Length == 0)
        {
            result.AddError(
                $"'{token}' is not a client. Expected 'NAME=COMMAND' with a name of lower case letters, digits, dots and hyphens, "
                + "for example 'mine=node upload.mjs'.");
        }

        return new ClientChoice(name, command);
    }

    private static IEnumerable<ClientChoice> Named(ArgumentResult result, string token)
    {
        foreach (var name in token.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!ClientList.Names.Contains(name))
            {
                result.AddError(
                    $"'{name}' is not a client that Holdfast knows.{Likeness.Hint(name, ClientList.Names)} "
                    + $"Expected {string.Join(" or ", ClientList.Names)}, or 'NAME=COMMAND' for a client of your own.");
            }

            yield return new ClientChoice(name, null);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]*\z")]
    private static partial Regex Name();
}
