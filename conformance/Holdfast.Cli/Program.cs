using Holdfast.Cli.Commands;

return await CommandLine.RunAsync(CommandTree.Create(), args);
