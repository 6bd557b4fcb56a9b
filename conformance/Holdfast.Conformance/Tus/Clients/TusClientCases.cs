using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Clients;

/// <summary>Turns a method over <see cref="TusClientCase"/> into the engine's form.</summary>
internal static class TusClientCases
{
    public static Func<ClientCaseContext, Task> Run(Func<TusClientCase, Task> run) => context => run(new TusClientCase(context));
}
