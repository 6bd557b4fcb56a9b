using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Holdfast.Cli.Tests.Architecture;

/// <summary>
/// The upload core serves two protocols, so it speaks neither: it refuses by kinds that each front door words. The steps of an upload's
/// life are taken in one place of it.
/// </summary>
public sealed partial class UploadCoreTests
{
    // The methods that create, fill, complete and remove uploads (IUploadStore and its further interfaces).
    private static readonly string[] Steps =
        ["CreateAsync", "AppendAsync", "AppendVerifiedAsync", "FinishAsync", "TerminateAsync", "ExpireAsync"];

    // Settings name the protocol that they are for.
    private static readonly string[] Settings = ["IetfOptions", "UploadOptions"];

    [TestCase("Bodies")]
    [TestCase("Core")]
    [TestCase("Locks")]
    [TestCase("Refusals")]
    public void A_room_of_the_upload_core_imports_no_protocol(string room)
    {
        var files = new DirectoryInfo(Path.Combine(Repository.Root.FullName, "reference-server", "Holdfast.Server", room)).GetFiles("*.cs");

        files.ShouldNotBeEmpty();
        files.Where(file => File.ReadAllText(file.FullName).Contains("Holdfast.Protocol.", StringComparison.Ordinal))
            .Select(file => file.Name).ShouldBeEmpty();
    }

    [TestCase("Bodies")]
    [TestCase("Core")]
    [TestCase("Locks")]
    [TestCase("Refusals")]
    public void Nothing_but_settings_in_a_room_of_the_upload_core_has_the_name_of_a_protocol(string room)
    {
        using var assembly = Server();
        var types = assembly.MainModule.GetTypes().Where(type => OutermostOf(type).Namespace == $"Holdfast.Server.{room}").ToList();

        types.ShouldNotBeEmpty();
        types.Where(type => !Settings.Contains(OutermostOf(type).Name))
            .SelectMany(type => type.Methods.Cast<IMemberDefinition>().Concat(type.Fields).Append(type))
            .Select(member => member.Name)
            .Where(name => ProtocolName().IsMatch(name)).ShouldBeEmpty();
    }

    [TestCase("OfTus", true)]
    [TestCase("IetfAppend", true)]
    [TestCase("get_DraftVersion", true)]
    [TestCase("Status", false)]
    [TestCase("get_StatusCode", false)]
    public void A_name_of_a_protocol_is_a_word_of_its_own(string name, bool isOne) => ProtocolName().IsMatch(name).ShouldBe(isOne);

    [Test]
    public void Only_the_lifecycle_has_a_store_take_the_steps_of_an_uploads_life()
    {
        using var assembly = Server();
        var steps =
            (from type in assembly.MainModule.GetTypes()
             let outermost = OutermostOf(type)
             where !IsStore(outermost)
             from method in type.Methods
             where method.HasBody
             from called in method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>()
             where Steps.Contains(called.Name) && IsStore(called.DeclaringType)
             select (User: outermost.Name, Step: called.Name)).Distinct().ToList();

        steps.Where(step => step.User != "UploadLifecycle").ShouldBeEmpty();
        steps.Select(step => step.Step).ShouldBe(Steps, ignoreOrder: true);
    }

    private static AssemblyDefinition Server() =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, "Holdfast.Server.dll"));

    private static bool IsStore(TypeReference type) => type.Namespace.StartsWith("Holdfast.Server.Stores", StringComparison.Ordinal);

    private static TypeDefinition OutermostOf(TypeDefinition type) => type.DeclaringType is { } outer ? OutermostOf(outer) : type;

    [GeneratedRegex("(?:Tus|Ietf|Draft)(?=[A-Z]|$)")]
    private static partial Regex ProtocolName();
}
