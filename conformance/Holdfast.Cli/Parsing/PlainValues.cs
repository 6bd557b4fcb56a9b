using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Holdfast.Cli.Parsing;

/// <summary>Parses values of options and arguments without their own parser; errors do not name .NET types.</summary>
internal static class PlainValues
{
    /// <summary>Sets a parser for every option and argument of the command and its subcommands.</summary>
    public static void Read(Command command)
    {
        foreach (var option in command.Options)
        {
            Read(option);
        }

        foreach (var file in command.Arguments.OfType<Argument<FileInfo>>().Where(argument => argument.CustomParser is null))
        {
            file.CustomParser = File;
        }

        foreach (var below in command.Subcommands)
        {
            Read(below);
        }
    }

    private static void Read(Option option)
    {
        switch (option)
        {
            case Option<int> { CustomParser: null } whole:
                whole.CustomParser = Whole<int>;
                break;
            case Option<int?> { CustomParser: null } whole:
                whole.CustomParser = result => Whole<int>(result);
                break;
            case Option<long?> { CustomParser: null } whole:
                whole.CustomParser = result => Whole<long>(result);
                break;
            case Option<ulong> { CustomParser: null } whole:
                whole.CustomParser = Whole<ulong>;
                break;
            case Option<ulong?> { CustomParser: null } whole:
                whole.CustomParser = result => Whole<ulong>(result);
                break;
            case Option<double> { CustomParser: null } number:
                number.CustomParser = Number;
                break;
            case Option<double?> { CustomParser: null } number:
                number.CustomParser = result => Number(result);
                break;
            case Option<FileInfo?> { CustomParser: null } file:
                file.CustomParser = File;
                break;
            case Option<DirectoryInfo> { CustomParser: null } directory:
                directory.CustomParser = result => Text(result, "the path of a directory") is { } path ? new DirectoryInfo(path) : null;
                break;
        }
    }

    private static T Whole<T>(ArgumentResult result)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var isTooLarge = text.Length > 0 && text.All(char.IsAsciiDigit);
        Refuse(result, $"a whole number{(T.IsZero(T.MinValue) ? " from 0" : "")}{(isTooLarge ? $" to {T.MaxValue}" : "")}");
        return default;
    }

    private static double Number(ArgumentResult result)
    {
        if (!double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            Refuse(result, "a number, for example '2.5'");
        }

        return number;
    }

    private static FileInfo? File(ArgumentResult result) => Text(result, "the path of a file") is { } path ? new FileInfo(path) : null;

    private static string? Text(ArgumentResult result, string expected)
    {
        if (result.Tokens[0].Value is { } path && !string.IsNullOrWhiteSpace(path))
        {
            return path;
        }

        Refuse(result, expected);
        return null;
    }

    private static void Refuse(ArgumentResult result, string expected) =>
        result.AddError($"'{result.Tokens[0].Value}' is not a value for '{Name(result)}'. Expected {expected}.");

    private static string Name(ArgumentResult result) =>
        result.Parent is OptionResult option ? option.IdentifierToken?.Value ?? option.Option.Name : result.Argument.Name;
}
