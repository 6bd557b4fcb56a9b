using System.CommandLine;
using System.CommandLine.Parsing;
using Holdfast.Conformance.Catalogue;

namespace Holdfast.Cli.Parsing;

/// <summary>Describes the errors of a command line: the word in quotes, what was expected, and a suggestion.</summary>
internal static class ParseProblems
{
    /// <summary>One or two sentences for each problem; none if the command line is valid.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        // Help and version are shown regardless of other arguments.
        if (parsed.Action is { Terminating: true, ClearsParseErrors: true })
        {
            return [];
        }

        var known = Options(parsed.CommandResult).ToList();
        var problems = parsed.CommandResult.Children.OfType<OptionResult>()
            .Select(result => (result, said: Problem(result, known))).Where(pair => pair.said is not null).ToList();
        IReadOnlyList<string> options =
            [.. UnknownOptions(parsed).Select(token => Unknown(token, parsed.CommandResult, known)),
                .. problems.Select(pair => pair.said!)];

        // An unexpected word is probably only a consequence of those problems.
        IReadOnlyList<string> words = options.Count > 0 ? [] : [.. ProblemsOfWords(parsed)];
        var others = parsed.Errors.Where(
            error => !IsTold(error, parsed, [.. problems.Select(pair => pair.result)], options.Count + words.Count > 0));
        return [.. options, .. words, .. others.Select(error => error.Message)];
    }

    /// <summary>The command as it was called, with its parents.</summary>
    public static string Invoked(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Invoked(parent)} {result.Command.Name}" : "holdfast";

    // The parser's own messages name .NET types and do not say what was expected.
    private static bool IsTold(ParseError error, ParseResult parsed, IReadOnlyList<OptionResult> told, bool areWordsTold) =>
        error.SymbolResult switch
    {
        ArgumentResult { Parent: CommandResult } => areWordsTold,
        ArgumentResult { Parent: OptionResult option } => told.Contains(option),
        OptionResult option => told.Contains(option),
        _ => parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)),
    };

    // Words that follow an unknown command belong to that command, so this one reports nothing about them.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed) =>
        parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var command, ..] && !IsOption(command, parsed) ? []
        : Arguments(parsed).SelectMany(result => result.Tokens).Select(token => token.Value).Concat(parsed.UnmatchedTokens)
            .Where(token => IsOption(token, parsed));

    private static IEnumerable<string> ProblemsOfWords(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var first, ..])
        {
            yield return Superfluous(first, parsed.CommandResult);
        }

        foreach (var problem in Arguments(parsed).Select(result => Problem(result, parsed.CommandResult)).OfType<string>())
        {
            yield return problem;
        }
    }

    private static IEnumerable<ArgumentResult> Arguments(ParseResult parsed) => parsed.CommandResult.Children.OfType<ArgumentResult>();

    private static string? Problem(ArgumentResult result, CommandResult command) =>
        result is not { Tokens: [], Argument: { Arity.MinimumNumberOfValues: > 0 } argument } ? null
        : $"'{Invoked(command)}' has no {argument.Name}. Expected '{Invoked(command)} {argument.Name}': {argument.Description}";

    private static string? Problem(OptionResult result, IReadOnlyList<Option> known)
    {
        var (option, name) = (result.Option, result.IdentifierToken?.Value ?? result.Option.Name);
        var expected = $"Expected '{name} {option.HelpName ?? "VALUE"}': {option.Description}";
        return option.Arity.MinimumNumberOfValues == 0 || result.Implicit ? null
            : result.Tokens is [] ? $"'{name}' has no value. {expected}"
            : result.Tokens.FirstOrDefault(token => Names(known).Contains(token.Value)) is { } swallowed
            ? $"'{name}' has no value: '{swallowed.Value}' after it is another option. {expected}"
            : result.Tokens.Count > option.Arity.MaximumNumberOfValues
            ? $"'{name}' is given {result.Tokens.Count} times: {string.Join(", ", result.Tokens.Select(token => $"'{token.Value}'"))}. "
                + "Expected it once; leave the others out."
            : null;
    }

    private static string Superfluous(string word, CommandResult result)
    {
        var names = result.Command.Subcommands.Select(command => command.Name).ToList();
        return names.Count == 0
            ? $"'{word}' is unexpected: '{Invoked(result)}' takes {Takes(result.Command)}. Put quotes around a value that contains "
                + "spaces or '*'."
            : $"'{word}' is not a command of '{Invoked(result)}'.{Likeness.Hint(word, names)} Expected "
                + $"{string.Join(", ", names)}{(result.Command is RootCommand ? "" : " or options")}.";
    }

    private static string Takes(Command command) =>
        command.Arguments.Count == 0 ? "options only" : string.Join(" and ", command.Arguments.Select(argument => $"one {argument.Name}"));

    private static string Unknown(string token, CommandResult result, IReadOnlyList<Option> known) =>
        $"'{token}' is not an option of '{Invoked(result)}'.{Likeness.Hint(token.Split('=')[0], Names(known))}";

    // Behind '--' nothing is an option.
    private static bool IsOption(string token, ParseResult parsed) =>
        token.Length > 1 && token[0] == '-' && parsed.Tokens.All(one => one.Type != TokenType.DoubleDash);

    private static IEnumerable<Option> Options(CommandResult result) =>
        result.Command.Options.Concat(result.Parent is CommandResult parent ? Options(parent).Where(option => option.Recursive) : []);

    private static IEnumerable<string> Names(IEnumerable<Option> options) =>
        options.SelectMany(option => option.Aliases.Prepend(option.Name));
}
