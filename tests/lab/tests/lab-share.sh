# Files go into dom0 and come back: lab-share.host judges them on the machine.
mkdir -p /share/deep/er
echo "from dom0" >/share/deep/er/file
head -c 3000000 /dev/urandom >/share/random
sha256sum /share/random | cut -d' ' -f1 >/share/random.sha256
