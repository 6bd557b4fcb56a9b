using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus;

/// <summary>Turns a method over <see cref="TusCase"/> into the engine's form.</summary>
internal static class TusCases
{
    public static Func<ServerCaseContext, Task> Run(Func<TusCase, Task> run) => async context =>
    {
        await using var tus = new TusCase(context);
        tus.KeepBooks();
        await run(tus);
    };
}
