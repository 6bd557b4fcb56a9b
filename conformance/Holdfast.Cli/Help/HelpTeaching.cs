using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Holdfast.Cli.Help;

/// <summary>Puts examples, and what else a newcomer needs, under a command's help.</summary>
internal static class HelpTeaching
{
    /// <summary>Without a terminal, use the width of the narrowest usual one; longer lines are hard to read.</summary>
    private const int Narrow = 80, Wide = 100;

    /// <summary>Shows examples under the help of <paramref name="command"/>.</summary>
    public static void TeachBy(this Command command, params (string Line, string Meaning)[] examples) => command.TeachBy("", examples);

    /// <summary>Shows examples and <paramref name="more"/> under the help of <paramref name="command"/>.</summary>
    public static void TeachBy(this Command command, string more, params (string Line, string Meaning)[] examples)
    {
        var help = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (help is null)
        {
            help = new HelpOption();
            command.Options.Add(help);
        }

        help.Action = new Teaching((HelpAction)help.Action!, more, examples);
    }

    private sealed class Teaching(HelpAction usual, string more, (string Line, string Meaning)[] examples) : SynchronousCommandLineAction
    {
        /// <summary>Help is shown despite other errors in the command line.</summary>
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            usual.MaxWidth = Console.IsOutputRedirected ? Narrow : Math.Clamp(Console.WindowWidth, Narrow, Wide);
            var code = usual.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var (line, meaning) in examples)
            {
                output.WriteLine($"  {line}");
                output.WriteLine($"      {meaning}");
            }

            output.WriteLine();
            if (more.Length > 0)
            {
                output.WriteLine(more);
                output.WriteLine();
            }

            return code;
        }
    }
}
