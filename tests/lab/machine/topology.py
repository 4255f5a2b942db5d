"""The emulated machine: QEMU's command line. README.md draws it; keep the two alike."""

from dataclasses import dataclass

QEMU = "qemu-system-x86_64"
# QEMU 7.2's emulation takes an interrupt frame of a PV dom0 for a supervisor access
# (smap, smep); guests keep their own time stamp counter (rdtscp).
CPU = "max,-smap,-smep,-rdtscp"
MEMORY_MIB = 3072
# With 3 GiB the pages from 0x7ffd7 to 0x7ffff are reserved memory inside the RAM map, the only
# kind of page that Xen accepts in an RMRR. ',' joins devices, ';' joins regions.
RMRR = "rmrr=0x7ffe0=0:0:7.0,0:0:8.0;0x7ffe2-0x7ffe3=0:0:9.0"
# What guards against speculation costs emulation a sixth of its time, and nothing speculates here.
XEN = (f"console=com1 com1=115200,8n1 loglvl=all guest_loglvl=all conring_size=256k bootscrub=0 spec-ctrl=no "
       f"iommu=on,verbose,debug dom0_mem=1024M,max:1024M dom0_max_vcpus=2 {RMRR}")
# Of the kernel: what a small emulated machine boots faster without, and short spins: no device here needs its delays.
DOM0 = "console=hvc0 quiet mitigations=off apparmor=0 audit=0 rodata=off cryptomgr.notests lpj=40000"
HOTPLUG_PORTS = ("hotplug1", "hotplug2")
DISKS = {"tools.img": 1 << 30, "usb1.img": 16 << 20, "usb2.img": 16 << 20}
# name of the stream -> its device; the virtio-serial bus keeps port 0 for a console
STREAMS = {
    "terminal": "virtconsole,nr=0",
    "control": "virtserialport,nr=1,name=lab.control",
    "output": "virtserialport,nr=2,name=lab.output",
    "errors": "virtserialport,nr=3,name=lab.errors",
    "request": "virtserialport,nr=4,name=lab.request",
}


@dataclass(frozen=True)
class Variant:
    """What differs from the default host: extra arguments, as the user gave them."""
    qemu: str = ""
    xen: str = ""
    dom0: str = ""
    newer_qemu: bool = False


def _board(in_files):
    half = MEMORY_MIB // 2
    # The machine's time is counted in instructions: 2 ns each, and a pause of all CPUs costs nothing. So no limit inside
    # is missed on a busy computer, and one thread, for which QEMU takes the CPUs in turns, does in a third of the time
    # what threads do that wait for each other. A greater shift makes more timer interrupts, a smaller one longer spins.
    yield "-M q35,kernel-irqchip=split -accel tcg,thread=single -icount shift=1,sleep=off"
    yield f"-cpu {CPU}"
    yield f"-smp 4,sockets=2 -m {MEMORY_MIB}M"
    yield "-numa node,nodeid=0,cpus=0-1,memdev=ram0 -numa node,nodeid=1,cpus=2-3,memdev=ram1"
    for node in (0, 1):
        backend = f"file,mem-path={{ram}}/ram{node},share={{share}}" if in_files else "ram"
        yield f"-object memory-backend-{backend},id=ram{node},size={half}M"
    yield "-device intel-iommu,intremap=on,caching-mode=off"
    yield "-nodefaults -display none -nic none -no-reboot"


def _network():
    """NICs; a device that follows a pxb needs bus=pcie.0, or it lands behind the pxb."""
    nic = "romfile="
    for hub in (1, 2):
        yield f"-netdev hubport,hubid=1,id=wire{hub}"
    yield f"-device e1000e,id=nic5,addr=5,netdev=wire1,mac=52:54:00:00:00:05,{nic}"
    yield f"-device e1000e,id=nic6,addr=6,netdev=wire2,mac=52:54:00:00:00:06,{nic}"
    for slot in (7, 8, 9):
        yield f"-device e1000e,id=nic{slot},addr={slot},mac=52:54:00:00:00:0{slot},{nic}"
    yield "-device pcie-root-port,id=port-a,chassis=1,slot=1,addr=0xa"
    yield "-device pcie-pci-bridge,id=conventional,bus=port-a"
    for slot in (1, 2):
        yield f"-device e1000,id=pci{slot},bus=conventional,addr={slot},{nic}"
    yield "-device pcie-root-port,id=port-b,chassis=2,slot=2,addr=0xb"
    yield f"-device e1000e,id=pair0,bus=port-b,addr=0.0,multifunction=on,{nic}"
    yield f"-device e1000e,id=pair1,bus=port-b,addr=0.1,{nic}"
    for node, (slot, bus) in enumerate(((0xc, 0x20), (0xd, 0x40))):
        yield f"-device pxb-pcie,id=pxb{node},bus_nr={bus},bus=pcie.0,numa_node={node},addr={slot:#x}"
        yield (f"-device pcie-root-port,id=port-node{node},bus=pxb{node},chassis={3 + node},"
               f"slot={3 + node},addr=0")
        yield f"-device e1000e,id=near{node},bus=port-node{node},{nic}"


def _hotplug():
    for i, port in enumerate(HOTPLUG_PORTS):
        # room for the memory of a graphics card
        yield (f"-device pcie-root-port,id={port},bus=pcie.0,chassis={11 + i},slot={11 + i},"
               f"addr={0x10 + i:#x},pref32-reserve=32M")
    yield "-device nvme-subsys,id=subsystem"


def _usb():
    for i, (slot, serial) in enumerate(((0x14, "LAB1"), (0x15, "LAB2")), start=1):
        yield f"-device qemu-xhci,id=usb{i},bus=pcie.0,addr={slot:#x},p2=8,p3=8"
        yield f"-drive if=none,id=stick{i},file={{run}}/usb{i}.img,format=raw"
        yield f"-device usb-storage,id=storage{i},bus=usb{i}.0,drive=stick{i},serial={serial}"
    yield "-device usb-kbd,id=keyboard,bus=usb1.0 -device usb-mouse,id=mouse,bus=usb1.0"
    yield "-device usb-tablet,id=tablet,bus=usb2.0"


def _lab_devices():
    yield "-drive if=none,id=tools,file={run}/tools.img,format=raw,readonly=on"
    yield "-device virtio-blk-pci,bus=pcie.0,addr=0x1d,drive=tools"
    yield "-device virtio-serial-pci,id=streams,bus=pcie.0,addr=0x1e"
    for name, device in STREAMS.items():
        yield f"-chardev socket,id={name},fd={{{name}}} -device {device},chardev={name}"
    yield "-chardev socket,id=qmp,fd={qmp} -mon chardev=qmp,mode=control"
    yield "-chardev file,id=serial,path={run}/console.log,append=on -serial chardev:serial"


def fixed_arguments(in_files):
    """All arguments but Xen, its modules and the variant's; {names} still to be filled in. Whether the memory lies IN_FILES."""
    parts = [*_board(in_files), *_network(), *_hotplug(), *_usb(), *_lab_devices()]
    return " ".join(parts).split()


def boot_arguments(images, variant):
    return ["-kernel", str(images.xen), "-append", f"{XEN} {variant.xen}".strip(),
            "-initrd", f"{images.kernel} {f'{DOM0} {variant.dom0}'.strip()},{images.dom0}"]
