using Holdfast.Cli;

return await CommandLine.RunAsync(CommandTree.Create(), args);
